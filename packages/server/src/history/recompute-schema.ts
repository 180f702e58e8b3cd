import { headNameSchema, momentSchema } from '@splitsight/wire';
import { z } from 'zod';

const count = z.int().min(0);

const recomputedFrameSchema = z.object({
  boot_id: z.string(),
  sequence: count,
  captured_at: momentSchema,
  head_version: z.string(),
  outcome: z
    .enum(['same', 'differs', 'gone'])
    .describe('same: every score, to the bit; gone: the frame is not stored any more'),
  stored: z.array(z.number()).describe('what was said then, one a class'),
  computed: z.array(z.number()).nullable().describe('what comes out now'),
  largest_difference: z.number().nullable(),
});
export type RecomputedFrame = z.output<typeof recomputedFrameSchema>;

/** What became of an alert that was computed again. */
export const recomputedAlertSchema = z.object({
  id: z.string(),
  head: headNameSchema,
  head_version: z.string(),
  same: z.boolean().describe('every frame gives the same scores to the bit, and they raise the same alert'),
  raises: z.boolean().describe('the rule raises it from these frames at that moment'),
  frames: z.array(recomputedFrameSchema).describe('what it was raised from, the deciding one last'),
});
export type RecomputedAlert = z.output<typeof recomputedAlertSchema>;

/** What a job of kind `recompute` is asked. */
export const recomputeParamsSchema = z.strictObject({
  since: momentSchema.describe('alerts that were raised from here on'),
  until: momentSchema.describe('and before this'),
  head: headNameSchema.optional(),
});

/** What it answers. */
export const recomputeResultSchema = z.object({
  alerts: count,
  same: count,
  differing: count.describe('the frames are there, and something is not the same'),
  incomplete: count.describe('a frame is not stored any more, or the version of the head cannot be opened'),
  without_evidence: count.describe('they are older than this version of the server'),
  not_same: z
    .array(z.object({ id: z.string(), code: z.string().nullable(), alert: recomputedAlertSchema.nullable() }))
    .describe('the first 100 that are not the same, and why'),
});
export type RecomputeResult = z.output<typeof recomputeResultSchema>;
