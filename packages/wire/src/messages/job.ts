import { z } from 'zod';
import { countSchema, momentSchema } from './fields.ts';

export const jobStates = ['queued', 'running', 'done', 'failed', 'cancelled', 'lost'] as const;

/** How far a job is. */
export const jobProgressSchema = z.object({
  /** Of `of`, in units that only the job knows; `of` is null when nobody can tell. */
  done: z.number().min(0),
  of: z.number().min(0).nullable(),
  note: z.string().max(300).describe('what it does now'),
  point: z
    .record(z.string(), z.number())
    .nullable()
    .describe('the newest point of a live curve, e.g. step, loss and accuracy; null when the job has none'),
});
export type JobProgress = z.output<typeof jobProgressSchema>;

/** Long work of the server: a training, a search through history, an export. */
export const jobViewSchema = z.object({
  id: z.int().min(1),
  kind: z.string(),
  state: z.enum(jobStates).describe('lost: the server stopped while it ran'),
  by: z.string().describe('who asked for it'),
  params: z.unknown().describe('what was asked for'),
  created_at: momentSchema,
  started_at: momentSchema.nullable(),
  finished_at: momentSchema.nullable(),
  progress: jobProgressSchema.nullable(),
  chunks: countSchema.describe('how many parts of its result are stored already'),
  result: z.unknown().describe('what came out; null until it is done'),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type JobView = z.output<typeof jobViewSchema>;
