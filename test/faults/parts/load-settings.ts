import { fingerprintSchema, nodeIdSchema, siteIdSchema } from '@splitsight/wire';
import { z } from 'zod';

/** What a load agent is told. */
export const loadSettingsSchema = z.strictObject({
  site: siteIdSchema,
  node: nodeIdSchema,
  clientId: z.string().optional(),
  /** As in edge.yaml. */
  broker: z.record(z.string(), z.unknown()),
  spool: z.record(z.string(), z.unknown()).default({}),
  /** Where it writes down what it makes: an existing folder. */
  directory: z.string(),
  fingerprint: fingerprintSchema,
  vectorBytes: z.int().default(8),
  /** Whether the tiny head sees something in every vector. */
  isSeen: z.boolean().default(false),
  cameras: z.int(),
  /** Vectors a second, of all cameras together. */
  perSecond: z.number(),
  /** How often each camera may go and come, in milliseconds. */
  flap_ms: z.number().optional(),
});
export type LoadSettings = z.output<typeof loadSettingsSchema>;
