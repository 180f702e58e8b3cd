import { z } from 'zod';

/** Where feature messages wait on disk while the broker is away. */
export const spoolSchema = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe('whether feature messages are written to disk while the broker is away; memory alone holds them if not'),
  path: z
    .string()
    .min(1)
    .default('data/spool.db')
    .describe(
      'the SQLite database, one for each agent; a relative path starts from the state directory that systemd gives, ' +
        'else from the working directory',
    ),
  max_mb: z.number().min(1).max(1_000_000).default(256).describe('how large it may become; then the oldest go'),
  max_age_s: z
    .number()
    .min(60)
    .max(31_536_000)
    .default(604_800)
    .describe('older messages go, too: seven days unless told'),
  after_s: z
    .number()
    .min(0)
    .max(60)
    .default(2)
    .describe('how long a message waits for its acknowledgement before it is written; without a connection none does'),
  per_s: z
    .number()
    .min(1)
    .max(10_000)
    .default(500)
    .describe('how many a second are sent at most once the broker is back; fresh messages always go first'),
});
export type SpoolConfig = z.output<typeof spoolSchema>;
