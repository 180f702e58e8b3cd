import { cameraIdSchema, headNameSchema, probabilitySchema, siteIdSchema } from '@splitsight/wire';
import { z } from 'zod';
import { accountSchema } from '../store/accounts.ts';
import { disagreementSchema } from '../store/disagreements.ts';
import { bySchema, measuredSchema } from './fields.ts';

const count = z.int().min(0);
const share = z.number();
const limit = z.coerce.number<string>().pipe(z.int().min(1).max(10_000)).default(1000);
const where = {
  site: siteIdSchema.optional(),
  camera: cameraIdSchema.optional(),
  since: z.iso.date().optional().describe('from this day on, UTC, such as 2026-11-22'),
  until: z.iso.date().optional().describe('and up to this one'),
};

export const accountsQuerySchema = z.strictObject({
  ...where,
  head: headNameSchema.optional(),
  role: z.enum(['live', 'shadow']).optional(),
  limit: limit.describe('at most this many, 1 to 10000'),
});
export const accountsAnswerSchema = z.object({ accounts: z.array(accountSchema).describe('newest days first') });

export const shadowReportQuerySchema = z.strictObject({
  ...where,
  version: z.string().max(64).optional().describe('the one in the shadow, or that disagreed last, unless told'),
  limit: limit.describe('at most this many disagreements are listed, the newest'),
});

const rateFields = {
  frames: count.describe('that the shadow version made a decision of'),
  live_only: count.describe('only the live version was at or above the threshold of its rule'),
  shadow_only: count,
  times: count.describe('how often they parted: frames of a camera within ten seconds of each other are one time'),
  rate: measuredSchema.describe('the share of frames, with a 95 % interval in which each time counts once'),
};
export const shadowReportSchema = z.object({
  head: headNameSchema,
  version: z.string().nullable().describe('null: none was ever in the shadow'),
  since: z.iso.date(),
  until: z.iso.date(),
  total: z.object(rateFields),
  days: z.array(z.object({ day: z.string(), site: z.string(), camera: z.string(), ...rateFields })),
  disagreements: z.array(disagreementSchema).describe('newest first'),
  cut: z.boolean().describe('not all are here: there are more, or no more were stored on a day'),
});
export type ShadowReport = z.output<typeof shadowReportSchema>;

export const recomputeRequestSchema = z.strictObject({
  since: z.int().min(0).default(0).describe('alerts that were raised from here on; milliseconds since the Unix epoch'),
  until: z.int().min(0).optional().describe('and before this; until now unless told'),
  head: headNameSchema.optional(),
  by: bySchema,
});

const goal = {
  goal: z
    .enum(['alerts_per_day', 'recall', 'precision', 'f1'])
    .default('alerts_per_day')
    .describe('what the threshold is to achieve'),
  at_most: z.coerce.number<string>().pipe(z.number().min(0)).default(1).describe('so many alerts a day'),
  at_least: z.coerce.number<string>().pipe(probabilitySchema).default(0.9).describe('so much recall or precision'),
  sure: z.stringbool().default(false).describe('asks recall or precision of the worse end of its 95 % interval'),
};
export const thresholdsQuerySchema = z.strictObject({
  job: z.coerce
    .number<string>()
    .pipe(z.int().min(1))
    .optional()
    .describe('a backtest of this version with thresholds, for how many alerts a day each gives'),
  ...goal,
});

const rowSchema = z.object({
  threshold: z.number(),
  recall: measuredSchema,
  precision: measuredSchema,
  fpr: measuredSchema.describe('of the held-out items of other classes, the share that is taken for it'),
  f1: share,
  alerts_per_day: share.optional().describe('where the backtest has counted them'),
});
export const thresholdsAnswerSchema = z.object({
  positives: count.describe('held-out items of the class that alerts'),
  others: count,
  rows: z.array(rowSchema).describe('the highest threshold first'),
  picked: z.object({
    met: z.boolean(),
    row: rowSchema.nullable().describe('the threshold for the goal, or the one that comes nearest'),
    why: z.string().nullable().describe('why none meets it'),
  }),
});
export type ThresholdsAnswer = z.output<typeof thresholdsAnswerSchema>;
