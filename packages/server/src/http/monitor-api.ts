import {
  cameraIdSchema,
  codecSchema,
  fingerprintSchema,
  headNameSchema,
  jobViewSchema,
  momentSchema,
  probabilitySchema,
  siteIdSchema,
} from '@splitsight/wire';
import { z } from 'zod';
import { measuredSchema, wholeSchema } from './fields.ts';

const count = z.int().min(0);
const share = z.number();
const about = { head: headNameSchema, version: z.string() };

/** What a check found of the features of a camera. */
export const driftFindingSchema = z.object({
  site: siteIdSchema,
  camera: cameraIdSchema,
  at: momentSchema.describe('when the check was: it looked at the 24 hours before'),
  verdict: z.enum(['steady', 'drifted', 'too_little']).describe('too_little: too little history, or none of the day'),
  since: momentSchema.nullable().describe('when the drift began'),
  accepted_since: momentSchema.nullable().describe('from when on what it shows is right, because somebody said so'),
  fingerprint: fingerprintSchema.nullable().describe('of the newest vector'),
  codec: codecSchema.nullable(),
  distance: share.nullable().describe('from the history: 0 the same, 1 nothing in common'),
  usual: share.nullable().describe('the median of such distances of the days of the history'),
  farthest: share.nullable().describe('the largest of them'),
  p: probabilitySchema.nullable().describe('the chance of such a distance if the day were like the others'),
  days: count.describe('of history'),
  hours: count.describe('that were compared'),
  rows: count.describe('vectors of the day'),
  history_rows: count,
});
export type DriftFinding = z.output<typeof driftFindingSchema>;

/** What a check found of the scores of a head at a camera. */
export const shiftFindingSchema = z.object({
  ...about,
  site: siteIdSchema,
  camera: cameraIdSchema,
  day: count.describe('the day, UTC, counted from 1970-01-01'),
  psi: share.describe('the population stability index against the days before; above 0.25 is large'),
  ks: share.describe('the largest difference of the cumulative distributions'),
  farthest: share.nullable().describe('the largest index of a day before; null when there are too few'),
  days: count,
  scores: count,
});
export type ShiftFinding = z.output<typeof shiftFindingSchema>;

/** What a check found of the scores of a head at a site. */
export const scoreFindingSchema = z.object({
  ...about,
  site: siteIdSchema,
  tested: count.describe('cameras with enough history'),
  shifted: count,
});
export type ScoreFinding = z.output<typeof scoreFindingSchema>;

/** What a check asks for: when it is, and which versions of heads are live. */
export const checkParamsSchema = z.strictObject({
  at: momentSchema,
  level: probabilitySchema,
  heads: z.array(z.object(about)).max(1000),
  families: z.array(z.array(fingerprintSchema)).max(1000).describe('fingerprints whose vectors may be compared'),
});
export type CheckParams = z.output<typeof checkParamsSchema>;

export const checkChunkSchema = z.object({
  cameras: z.array(driftFindingSchema).max(1000),
  shifts: z.array(shiftFindingSchema).max(1000),
});
export type CheckChunk = z.output<typeof checkChunkSchema>;

/** What a check answers. */
export const checkResultSchema = z.object({
  at: momentSchema,
  cameras: count,
  drifted: count,
  too_little: count,
  scores: z.array(scoreFindingSchema).max(1000),
  seen: z
    .array(
      z.object({
        site: siteIdSchema,
        fingerprint: fingerprintSchema,
        lately: z.boolean().describe('within the last 24 hours; false: only before'),
      }),
    )
    .max(1000),
});
export type CheckResult = z.output<typeof checkResultSchema>;

export const staleReasonNames = [
  'features_drifted',
  'scores_shifted',
  'precision_fell',
  'no_vectors',
  'too_old',
] as const;

/** Whether the figures of a head at a site can be relied on. */
export const staleStateSchema = z.object({
  ...about,
  site: siteIdSchema,
  stale: z.boolean(),
  since: momentSchema.nullable().describe('since when it has been so; null before the first check'),
  reasons: z.array(z.object({ reason: z.enum(staleReasonNames), detail: z.string() })),
  clear: count.describe('of a stale head: checks in a row that found nothing'),
  checked_at: momentSchema.nullable(),
});
export type StaleState = z.output<typeof staleStateSchema>;

export const monitorAnswerSchema = z.object({
  checked_at: momentSchema.nullable(),
  next_check_at: momentSchema.nullable().describe('null: only when it is asked for'),
  job: z.int().nullable().describe('the check that waits or runs'),
  heads: z.array(staleStateSchema),
  cameras: z.object({ steady: count, drifted: count, too_little: count }),
  shifted: z.array(shiftFindingSchema).max(1000).describe('the scores that had shifted in the last check'),
});
export type MonitorAnswer = z.output<typeof monitorAnswerSchema>;

const moment = wholeSchema.describe('milliseconds since the Unix epoch');

export const scoresQuerySchema = z.strictObject({
  head: headNameSchema,
  version: z.string().optional(),
  site: siteIdSchema.optional(),
  camera: cameraIdSchema.optional(),
  from: moment.optional().describe('the day of this moment, UTC, and later; seven days ago unless told'),
  to: moment.optional().describe('the day of this moment, UTC, and before'),
});

export const scoresAnswerSchema = z.object({
  edges: z.array(probabilitySchema).describe('where bins begin and end: one more than there are bins'),
  days: z.array(
    z.object({
      version: z.string(),
      day: z.iso.date().describe('UTC'),
      cameras: count,
      counts: z.array(count).describe('how many scores fell into each bin'),
    }),
  ),
});
export type ScoresAnswer = z.output<typeof scoresAnswerSchema>;

export const driftQuerySchema = z.strictObject({
  site: siteIdSchema.optional(),
  camera: cameraIdSchema.optional().describe('with it, the checks of this camera, newest first; at most 100'),
});

export const driftAnswerSchema = z.object({
  cameras: z.array(driftFindingSchema).describe('of the last check, what drifted first'),
});
export type DriftAnswer = z.output<typeof driftAnswerSchema>;

export const acceptBodySchema = z.strictObject({
  site: siteIdSchema,
  camera: cameraIdSchema,
  by: z.string().min(1).max(200),
});

export const calibrationQuerySchema = z.strictObject({
  head: headNameSchema,
  version: z.string().optional().describe('all versions unless told'),
  site: siteIdSchema.optional(),
  days: wholeSchema.pipe(z.int().min(1).max(3650)).optional().describe('verdicts on alerts of so many days'),
});

const agreement = {
  n: count,
  stated: share.describe('the mean probability that was stated'),
  agrees: z.boolean().describe('whether what was stated lies in the interval of what was right'),
};

export const calibrationAnswerSchema = z.object({
  head: headNameSchema,
  version: z.string().nullable(),
  days: count,
  unsure: count.describe('verdicts that say neither'),
  calibration: z
    .object({
      ...agreement,
      precision: measuredSchema.describe('the share of alerts that were right, with its 95 % interval'),
      ece: share.describe('how far stated probabilities are from the shares that were right, on average'),
      brier: share,
      bins: z.array(z.object({ ...agreement, from: share, to: share, right: measuredSchema })),
    })
    .nullable()
    .describe('null without verdicts'),
});
export type CalibrationAnswer = z.output<typeof calibrationAnswerSchema>;

export const checkBodySchema = z.strictObject({ by: z.string().min(1).max(200) });
/** What the job of a check answers: `GET /api/v1/jobs/<id>`. */
export const checkedSchema = checkResultSchema.pick({ at: true, cameras: true, drifted: true, too_little: true });
export const checkAnswerSchema = z.object({ job: jobViewSchema });
