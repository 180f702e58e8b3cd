import { z } from 'zod';

/** Pictures of alerts, and those that somebody asked for. */
export const picturesSchema = z.strictObject({
  dir: z
    .string()
    .min(1)
    .optional()
    .describe('where their files are kept; the folder `pictures` beside the database unless told'),
  keep_days: z.number().min(0.01).max(3650).default(30).describe('older pictures are deleted'),
  max_mb: z.number().min(1).max(10_000_000).default(2000).describe('beyond this, the oldest are deleted'),
  min_free_mb: z
    .number()
    .min(0)
    .max(10_000_000)
    .default(500)
    .describe('no picture is kept while the disk has less room than this; alerts go on'),
  timeout_s: z.number().min(0.1).max(60).default(3).describe('how long an agent is waited for, twice'),
});
