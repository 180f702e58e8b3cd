import { z } from 'zod';
import { cameraIdSchema, countSchema, momentSchema, siteIdSchema } from '../messages/fields.ts';
import { newRuleSchema, profileSchema, suppressReasons } from './rules.ts';
import { timeZoneSchema } from './time-fields.ts';

/** The body of POST /api/v1/rules/try. */
export const ruleTryBodySchema = z.strictObject({
  rule: newRuleSchema,
  since: momentSchema.describe('vectors that came in from here on, by the server’s clock'),
  until: momentSchema.optional().describe('and before this; until now unless told'),
  profile: profileSchema
    .nullable()
    .default(null)
    .describe('how the sites are armed for it; null: as the rule wants them'),
  time_zone: timeZoneSchema.default('UTC').describe('whose days are counted'),
  thresholds: z.array(z.number().min(0).max(1)).max(50).default([]),
});

/** What of a backtest's answer tells how a rule did. */
export const ruleTrialSchema = z.object({
  frames: countSchema,
  recorded_days: z.number(),
  took_s: z.number(),
  versions: z
    .array(
      z.object({
        version: z.string(),
        alerts: countSchema,
        alerts_per_day: z.number(),
        raised: countSchema,
        both: countSchema,
        only_raised: countSchema,
        only_backtest: countSchema,
        suppressed: z.partialRecord(z.enum(suppressReasons), countSchema),
        days: z.array(
          z.object({ day: z.string(), site: z.string(), camera: z.string(), alerts: countSchema, raised: countSchema }),
        ),
        would_be: z.array(
          z.object({
            site: siteIdSchema,
            camera: cameraIdSchema,
            zone: z.string().nullable(),
            raised_at: momentSchema,
            ended_at: momentSchema.nullable(),
            peak: z.number(),
            alert: z.string().nullable(),
          }),
        ),
      }),
    )
    .min(1),
});
export type RuleTrial = z.output<typeof ruleTrialSchema>;
