import { z } from 'zod';
import { hex8Pattern } from '../ids.ts';
import { regionKinds } from '../region.ts';
import {
  boxSchema,
  cameraIdSchema,
  codecSchema,
  countSchema,
  fingerprintSchema,
  headNameSchema,
  momentSchema,
  probabilitySchema,
  siteIdSchema,
} from './fields.ts';

/** Which message of an agent a frame came in. */
const frameSchema = z.object({ boot_id: z.string().regex(hex8Pattern), sequence: countSchema });

/** What a rule made of decisions: something happened at a camera, from a moment until, perhaps, another. */
export const alertSchema = z.object({
  id: z.string().max(300),
  site: siteIdSchema,
  camera: cameraIdSchema,
  head: headNameSchema,
  zone: z.string().nullable(),
  rule: z.string().nullable().default(null).describe('the rule that raised it; null in alerts of old'),
  severity: z.enum(['detection', 'alert']),
  state: z.enum(['active', 'ended']),
  /** Capture time of the first frame that counted towards it. */
  started_at: momentSchema,
  /** Capture time of the frame that raised it. */
  captured_at: momentSchema,
  /** When that frame came in, by the server's clock. */
  raised_at: momentSchema,
  ended_at: momentSchema.nullable(),
  score: probabilitySchema.describe('of the latest frame'),
  peak: probabilitySchema.describe('the highest score so far'),
  box: boxSchema.nullable().describe('the region that scored highest'),
  region: z.enum(regionKinds).nullable().default(null).describe('the kind of that region'),
  head_version: z.string(),
  fingerprint: fingerprintSchema,
  codec: codecSchema,
  scores: z
    .record(z.string(), z.number())
    .nullable()
    .default(null)
    .describe('what the head gave each class when the alert was raised, exactly (float32); null in alerts of old'),
  frame: frameSchema.nullable().default(null).describe('the message that raised it; null in alerts of old'),
  late: z
    .literal(true)
    .optional()
    .describe(
      'it would have alerted, had its frames come in time: nobody was told; its times are those of its pictures',
    ),
});
export type Alert = z.output<typeof alertSchema>;

/** `alerts`: an alert's life as it happens. `before` is null when it is new. */
export const alertEventSchema = z.object({
  type: z.enum(['new', 'update', 'end']),
  before: alertSchema.nullable(),
  after: alertSchema,
});
export type AlertEvent = z.output<typeof alertEventSchema>;

/** `alert/<camera>/<head>`, retained, a bare word for home automation. */
export const alertStateSchema = z.enum(['ON', 'OFF']);
export type AlertState = z.output<typeof alertStateSchema>;
