import {
  alertSchema,
  cameraIdSchema,
  cameraViewSchema,
  headNameSchema,
  headViewSchema,
  nodeViewSchema,
  siteIdSchema,
} from '@splitsight/wire';
import { z } from 'zod';
import { wholeSchema } from './fields.ts';

/** The query of GET /api/v1/alerts. */
export const alertsQuerySchema = z.strictObject({
  limit: wholeSchema.pipe(z.int().min(1).max(1000)).default(100).describe('at most this many, 1 to 1000'),
  before: wholeSchema.optional().describe('raised before this moment, in milliseconds since the Unix epoch'),
  site: siteIdSchema.optional(),
  camera: cameraIdSchema.optional(),
  head: headNameSchema.optional(),
  late: z
    .enum(['with', 'only'])
    .optional()
    .describe('with what would have alerted, had its frames come in time, or that alone; without it unless told'),
});

export const alertsAnswerSchema = z.object({
  alerts: z.array(alertSchema).describe('newest first'),
  next_before: z.int().nullable().describe('what to ask `before` with for the next page; null when this is the last'),
});
export type AlertsAnswer = z.output<typeof alertsAnswerSchema>;

export const camerasAnswerSchema = z.object({ cameras: z.array(cameraViewSchema) });
export const nodesAnswerSchema = z.object({ nodes: z.array(nodeViewSchema) });
export const headsAnswerSchema = z.object({ heads: z.array(headViewSchema) });

const checkSchema = z.object({ ok: z.boolean(), reason: z.string().nullable() });
export const readinessSchema = z.object({
  ready: z.boolean(),
  checks: z.object({ broker: checkSchema, store: checkSchema, disk: checkSchema, heads: checkSchema }),
});
/** Whether the server does its work, and what keeps it from it. */
export type Readiness = z.output<typeof readinessSchema>;

export const healthSchema = z.object({ status: z.literal('ok'), version: z.string() });
