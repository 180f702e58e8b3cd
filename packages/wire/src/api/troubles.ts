import { z } from 'zod';
import { cameraIdSchema, headNameSchema, momentSchema, nodeIdSchema, siteIdSchema } from '../messages/fields.ts';

/** What may be wrong for so long that somebody has to be told; the spool's and the disk's from bad to worse. */
export const troubleKinds = [
  'camera-offline',
  'node-offline',
  'node-twice',
  'spool-full',
  'spool-failing',
  'head-failed',
  'disk-low',
  'disk-short',
  'disk-full',
  'database',
] as const;
export type TroubleKind = (typeof troubleKinds)[number];

/** Something is wrong with a camera, an edge machine, a head or the server, and stays so. */
export const troubleSchema = z.object({
  id: z.string().max(300),
  kind: z.enum(troubleKinds),
  site: siteIdSchema.nullable().describe('null: the server'),
  node: nodeIdSchema.nullable().describe('of a camera, the one that has it'),
  camera: cameraIdSchema.nullable(),
  head: headNameSchema.nullable().default(null).describe('of the server: the head that does not work'),
  reason: z.string().max(400).nullable().describe('the coded reason, where there is one'),
  since: momentSchema.describe('since when it has been so'),
  raised_at: momentSchema.describe('when it had lasted long enough to be told'),
  ended_at: momentSchema.nullable(),
});
export type Trouble = z.output<typeof troubleSchema>;

/** GET /api/v1/troubles */
export const troublesAnswerSchema = z.object({
  troubles: z.array(troubleSchema).max(500).describe('those that go on, the newest first'),
  total: z.int().min(0),
});
