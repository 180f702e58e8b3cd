import {
  cameraIdSchema,
  headNameSchema,
  isTimeZone,
  momentSchema,
  probabilitySchema,
  siteIdSchema,
  suppressReasons,
  ruleSchema as wholeRuleSchema,
} from '@splitsight/wire';
import { z } from 'zod';
import { ruleSchema } from '../config/rule.ts';

const count = z.int().min(0);

/** What of the past a question is about. */
const periodFields = {
  since: momentSchema.describe(
    'vectors that came in from here on, by the server’s clock: milliseconds since the Unix epoch',
  ),
  until: momentSchema.describe('and before this'),
  site: siteIdSchema.optional().describe('all sites unless told'),
  camera: cameraIdSchema.optional().describe('all cameras unless told'),
  time_zone: z
    .string()
    .refine(isTimeZone, 'no such time zone; expected a name like Europe/Prague')
    .default('UTC')
    .describe('whose days are counted'),
};

const thresholdsSchema = z
  .array(probabilitySchema)
  .max(200)
  .default([])
  .describe('also count the alerts that the rule would give with each of these as its threshold');

/** At most so many versions are asked of at a time. */
const maxVersions = 4;

/** What a backtest's process is asked: the request with everything looked up. */
export const backtestParamsSchema = z.strictObject({
  head: headNameSchema,
  versions: z.array(z.string()).min(1).max(maxVersions),
  /** Over what the version suggests; as in the configuration. */
  rule: ruleSchema,
  /** In place of all this: a rule with its cameras, zones and schedule. */
  whole_rule: wholeRuleSchema.optional(),
  /** How sites are armed for it; null: as the rule wants them. */
  profile: z.string().nullable().default(null),
  ...periodFields,
  thresholds: thresholdsSchema,
});
export type BacktestParams = z.output<typeof backtestParamsSchema>;

/** The body of POST /api/v1/heads/{head}/backtest. */
export const backtestRequestSchema = z.strictObject({
  versions: z
    .array(z.string().min(1).max(64))
    .min(1)
    .max(maxVersions)
    .optional()
    .describe('the version that is live everywhere unless told'),
  rule: z
    .union([z.enum(['configured', 'version']), ruleSchema])
    .default('configured')
    .describe(
      'configured: the rule that the version would have now; version: the one it suggests itself; or one, in which what is left out comes from the version',
    ),
  ...periodFields,
  until: periodFields.until.optional().describe('and before this; until now unless told'),
  thresholds: thresholdsSchema,
  by: z.string().min(1).max(200).describe('who asks'),
});

const pastAlertSchema = z.object({
  site: siteIdSchema,
  camera: cameraIdSchema,
  zone: z.string().nullable().default(null),
  started_at: momentSchema,
  captured_at: momentSchema,
  raised_at: momentSchema,
  ended_at: momentSchema.nullable().describe('null: it had not ended when the period did'),
  score: probabilitySchema,
  peak: probabilitySchema,
  frame: z
    .object({ boot_id: z.string(), sequence: count })
    .nullable()
    .describe('the message that would have raised it; null when it is not stored any more'),
  alert: z.string().nullable().describe('the first alert that was raised in that time; null when there was none'),
});

const missedAlertSchema = z.object({
  id: z.string(),
  site: siteIdSchema,
  camera: cameraIdSchema,
  raised_at: momentSchema,
  ended_at: momentSchema.nullable(),
  peak: probabilitySchema,
  head_version: z.string(),
});

const versionBacktestSchema = z.object({
  version: z.string(),
  rule: z.object({ ...ruleSchema.required().shape }),
  alerts: count.describe('how many it would have raised'),
  alerts_per_day: z.number(),
  days: z
    .array(z.object({ day: z.string(), site: z.string(), camera: z.string(), alerts: count, raised: count }))
    .describe('by day and camera: what it would have raised, and what was raised; at most 1500 of them'),
  raised: count.describe('how many of this head were raised, by whatever version was live'),
  both: count.describe(
    'of those that were raised, how many it would have raised, too: at the same camera, overlapping in time',
  ),
  only_raised: count,
  only_backtest: count,
  would_be: z.array(pastAlertSchema).describe('the first 300'),
  missed: z.array(missedAlertSchema).describe('the first 200 that were raised and would not have been'),
  suppressed: z
    .partialRecord(z.enum(suppressReasons), count)
    .default({})
    .describe('how many it would not have raised though scores were high enough, by reason'),
  cut: z.boolean().describe('there were too many to name them all here'),
  thresholds: z.array(z.object({ threshold: probabilitySchema, alerts: count, alerts_per_day: z.number() })),
});
export type VersionBacktest = z.output<typeof versionBacktestSchema>;

/** What a backtest answers. */
export const backtestResultSchema = z.object({
  frames: count,
  vectors: count,
  since: momentSchema.nullable().describe('when the first of them came in'),
  until: momentSchema.nullable().describe('and the last'),
  recorded_days: z.number().describe('from the first to the last: what alerts a day are counted over'),
  took_s: z.number(),
  versions: z.array(versionBacktestSchema),
});
export type BacktestResult = z.output<typeof backtestResultSchema>;
