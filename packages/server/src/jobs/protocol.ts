import { jobProgressSchema } from '@splitsight/wire';
import { z } from 'zod';

const placeSchema = z.object({
  database: z.string(),
  backbones: z.array(z.string()),
  headsDir: z.string(),
  scratch: z.string(),
});

/** What the main process says to a job's process. */
export const orderSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    /** The module that exports `works`. */
    works: z.string(),
    kind: z.string(),
    params: z.unknown(),
    place: placeSchema,
  }),
  /** The last chunk is stored. */
  z.object({ type: z.literal('stored') }),
]);
export type Order = z.output<typeof orderSchema>;

/** What a job's process says to the main process. */
export const reportSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), progress: jobProgressSchema }),
  z.object({ type: z.literal('chunk'), chunk: z.unknown() }),
  z.object({ type: z.literal('result'), result: z.unknown() }),
  z.object({ type: z.literal('error'), code: z.string(), message: z.string() }),
]);
export type Report = z.output<typeof reportSchema>;
