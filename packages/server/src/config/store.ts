import { z } from 'zod';

const days = z.number().min(0.01).max(3650);
const ownDays = days.optional();
const megabytes = z.number().min(1).max(100_000_000);

const thinned = {
  days: ownDays.describe('older ones are deleted; retention_days unless told'),
  whole_days: z
    .number()
    .min(0)
    .max(3650)
    .default(7)
    .describe('older ones are thinned; from `days` on, nothing is thinned'),
  thin_s: z.number().min(1).max(86_400).default(60).describe('of older ones, one is kept in so many seconds'),
};

const keepSchema = z.strictObject({
  vectors: z
    .strictObject({
      ...thinned,
      max_mb: megabytes
        .default(20_000)
        .describe('beyond this they are thinned sooner, after a day; then the oldest are deleted'),
    })
    .prefault({})
    .describe('what cameras sent: thinned to one of each camera, but for those that alerts were raised from or near'),
  decisions: z
    .strictObject({
      ...thinned,
      max_mb: megabytes.default(2000).describe('beyond this they are thinned sooner; then the oldest are deleted'),
    })
    .prefault({})
    .describe('what heads said: thinned to the highest of each camera and head'),
  alerts: z
    .strictObject({
      days: ownDays.describe('older ones are deleted; retention_days unless told'),
      max_mb: megabytes.default(1000).describe('beyond this the oldest are deleted'),
    })
    .prefault({})
    .describe('alerts that have ended, with reviews and the vectors they were raised from; verdicts stay'),
  audit: z
    .strictObject({ days: days.default(1095).describe('older entries are deleted') })
    .prefault({})
    .describe('who changed what; the newest 200,000 at most'),
  books: z
    .strictObject({ days: days.default(395).describe('older days are deleted; at least retention_days are kept') })
    .prefault({})
    .describe('what was counted, a row a day: frames scored, bytes that left the sites'),
});

/** Where the database is, what is kept in it for how long, and how much of the disk it leaves alone. */
export const storeSchema = z.strictObject({
  path: z
    .string()
    .min(1)
    .default('data/splitsight.db')
    .describe('the SQLite database; a relative path starts from the working directory'),
  power_safe: z
    .boolean()
    .default(true)
    .describe(
      'whether a vector is acknowledged only when the disk has it, so that neither a power cut nor a disk that fails loses what was acknowledged; nothing but the acknowledgement waits for that',
    ),
  retention_days: days.default(30).describe('older vectors, decisions and alerts are deleted'),
  keep: keepSchema.prefault({}).describe('what is kept for how long, a kind at a time'),
  min_free_mb: z
    .number()
    .min(1)
    .max(100_000_000)
    .optional()
    .describe(
      'so much of its disk the database leaves free: below it, old rows are thinned and deleted; below half of it, no vectors are taken in; 5 % of the disk unless told, but 256 at least and 1000 at most',
    ),
  guard_days: days.default(1).describe('when the disk runs full, nothing newer than this is deleted to make room'),
});
export type StoreConfig = z.output<typeof storeSchema>;
