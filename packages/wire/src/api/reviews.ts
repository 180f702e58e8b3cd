import { z } from 'zod';
import { idPattern } from '../ids.ts';
import { alertSchema } from '../messages/alert.ts';
import { cameraIdSchema, countSchema, momentSchema, siteIdSchema } from '../messages/fields.ts';

const whole = z
  .string()
  .regex(/^\d{1,15}$/, 'expected a whole number')
  .transform(Number);
const names = (what: string) =>
  z
    .string()
    .max(2000)
    .transform((text) => text.split(','))
    .pipe(z.array(z.string().regex(idPattern)).max(64))
    .describe(`${what}, separated by commas`);
const alertIdSchema = z.string().min(1).max(300);
const personSchema = z.string().trim().min(1).max(100);

export const verdictNames = ['true', 'false', 'unsure'] as const;

/** At most so many notes an alert. */
export const maxNotes = 50;

/** What people made of an alert. */
export const reviewSchema = z.object({
  alert_id: alertIdSchema,
  site: siteIdSchema,
  camera: cameraIdSchema,
  acknowledged: z
    .object({ by: z.string(), at: momentSchema })
    .nullable()
    .describe('null while nobody has looked at it'),
  assignee: z.string().nullable().describe('who takes care of it'),
  notes: z.array(z.object({ by: z.string(), at: momentSchema, text: z.string() })).describe('oldest first'),
  verdict: z
    .object({ verdict: z.enum(verdictNames), label: z.string().nullable(), by: z.string(), at: momentSchema })
    .nullable()
    .describe('whether there was what the alert says, and what it was instead'),
});
export type Review = z.output<typeof reviewSchema>;

/** The query of GET /api/v1/reviews: filters, and where a page begins. */
export const reviewsQuerySchema = z.strictObject({
  limit: whole.pipe(z.int().min(1).max(500)).default(100).describe('at most this many, 1 to 500'),
  before: z
    .string()
    .regex(/^\d{1,15}~.{1,300}$/)
    .optional()
    .describe('`next` of the page before'),
  site: names('sites').optional(),
  camera: names('cameras').optional(),
  head: names('heads').optional(),
  since: whole.optional().describe('raised from this moment on, in milliseconds since the Unix epoch'),
  until: whole.optional().describe('raised before this moment'),
  severity: z.enum(['alert', 'detection']).optional(),
  state: z.enum(['active', 'ended']).optional(),
  acknowledged: z.enum(['yes', 'no']).optional(),
  late: z
    .enum(['yes', 'no'])
    .optional()
    .describe('yes: only what would have alerted, had its frames come in time; no: only what did'),
  verdict: z.enum([...verdictNames, 'none']).optional(),
  assignee: personSchema.optional(),
});
export type ReviewsQuery = z.output<typeof reviewsQuerySchema>;

export const reviewsAnswerSchema = z.object({
  items: z.array(z.object({ alert: alertSchema, review: reviewSchema })).describe('newest first'),
  next: z
    .string()
    .nullable()
    .describe('what to ask `before` with for more; null at the end. A page may be short, or empty, and not the last'),
});

export const reviewSummarySchema = z.object({
  open: countSchema.describe('alerts that nobody has acknowledged'),
  sites: z.array(z.object({ site: siteIdSchema, open: countSchema, total: countSchema })),
});

/** What is done to alerts, one or many. */
export const reviewActionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('acknowledge') }),
  z.strictObject({ kind: z.literal('reopen') }),
  z.strictObject({ kind: z.literal('assign'), to: personSchema.nullable().describe('null: nobody') }),
  z.strictObject({ kind: z.literal('note'), text: z.string().trim().min(1).max(2000) }),
  z.strictObject({
    kind: z.literal('judge'),
    verdict: z.enum(verdictNames),
    label: z.string().regex(idPattern).nullable().default(null).describe('what it was instead'),
  }),
]);
export type ReviewAction = z.output<typeof reviewActionSchema>;

export const reviewActionsBodySchema = z.strictObject({
  alerts: z.array(alertIdSchema).min(1).max(500).describe('the ids of alerts'),
  action: reviewActionSchema,
});
export const reviewActionsAnswerSchema = z.object({
  reviews: z.array(reviewSchema).describe('as they are now'),
  missing: z.array(z.string()).describe('ids of alerts that are not there'),
});
