import { z } from 'zod';
import { cameraIdSchema, millisSchema, momentSchema, siteIdSchema } from '../messages/fields.ts';

/** Whether somebody watched: the server at once, the server later, or nobody. */
export const coverageStates = ['watched', 'watched_late', 'not_watched'] as const;
export type CoverageState = (typeof coverageStates)[number];

/** Why nobody watched. The label values of splitsight_cameras_unwatched. */
export const coverageReasons = [
  'node_offline',
  'agent_stopped',
  'agent_down',
  'link_lost',
  'messages_lost',
  'camera_offline',
  'camera_frozen',
  'camera_covered',
  'camera_disabled',
  'refused',
  'server_down',
  'unknown',
] as const;
export type CoverageReason = (typeof coverageReasons)[number];

const most = 8000;
const between = {
  from: z.coerce
    .number<string>()
    .pipe(momentSchema)
    .optional()
    .describe('from this moment on, in milliseconds since the Unix epoch; a day before `to` unless told'),
  to: z.coerce.number<string>().pipe(momentSchema).optional().describe('and before this one; now unless told'),
};

export const coveragePathSchema = z.strictObject({ site: siteIdSchema, camera: cameraIdSchema });

/** The query of GET /api/v1/sites/:site/cameras/:camera/coverage. */
export const coverageQuerySchema = z.strictObject(between);

/** A stretch of time of one kind: from a moment on and before another. */
export const coverageStretchSchema = z.object({
  from: momentSchema,
  to: momentSchema,
  state: z.enum(coverageStates),
  why: z.enum(coverageReasons).nullable().describe('why nobody watched; null when somebody did'),
  code: z.string().nullable().describe('the code of what was wrong, where there is one'),
});
export type CoverageStretch = z.output<typeof coverageStretchSchema>;

const sums = {
  watched_ms: millisSchema,
  watched_late_ms: millisSchema,
  not_watched_ms: millisSchema,
  watched_share: z.number().min(0).max(1).describe('of the time, late or not'),
};

/** When a camera was watched; the stretches follow each other without a gap. */
export const coverageAnswerSchema = z.object({
  ...{ site: siteIdSchema, camera: cameraIdSchema, from: momentSchema, to: momentSchema, ...sums },
  known_from: momentSchema.describe(
    'the sums count from here on: the camera was not known before; `from` when it was known all the time',
  ),
  stretches: z.array(coverageStretchSchema).max(most).describe('in order of time'),
  next_from: momentSchema
    .nullable()
    .describe('there are more stretches than fit: what to ask `from` with for the rest; the sums are of those told'),
});
export type CoverageAnswer = z.output<typeof coverageAnswerSchema>;
/** As many stretches are told in one answer. */
export const maxCoverageStretches = most;

/** The query of GET /api/v1/coverage. */
export const coverageSumsQuerySchema = z.strictObject({ ...between, site: siteIdSchema.optional() });

/** How much of a period each camera was watched. */
export const coverageSumsAnswerSchema = z.object({
  from: momentSchema,
  to: momentSchema,
  cameras: z.array(
    z.object({
      ...{ site: siteIdSchema, camera: cameraIdSchema, ...sums },
      known_from: momentSchema.describe('the time counts from here on: the camera was not known before'),
      gaps: z.int().min(0).describe('how many times nobody watched'),
      longest_gap_ms: millisSchema,
      why: z.partialRecord(z.enum(coverageReasons), millisSchema).describe('the time that nobody watched, by reason'),
    }),
  ),
});
export type CoverageSumsAnswer = z.output<typeof coverageSumsAnswerSchema>;
