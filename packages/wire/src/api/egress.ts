import { z } from 'zod';
import { egressKinds } from '../egress.ts';
import { idPattern } from '../ids.ts';
import { countSchema, siteIdSchema } from '../messages/fields.ts';

const daySchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .describe('a day, UTC');

/** The query of GET /api/v1/egress. */
export const egressQuerySchema = z.strictObject({
  from: daySchema.optional().describe('the first day; 30 days ago unless told'),
  to: daySchema.optional().describe('the last day; today unless told'),
  site: z.string().regex(idPattern).optional(),
});

/** What left a site on a day, of one kind. */
export const egressRowSchema = z.object({
  site: siteIdSchema,
  day: daySchema,
  kind: z.enum(egressKinds),
  messages: countSchema.describe('what came in here; of pictures and notified, how many pictures'),
  bytes: countSchema.describe('topics and payloads; of notified, the JPEG files alone'),
  told_messages: countSchema.describe('what the agents of the site say that they sent'),
  told_bytes: countSchema,
});
export type EgressRow = z.output<typeof egressRowSchema>;

/** GET /api/v1/egress */
export const egressAnswerSchema = z.object({
  from: daySchema,
  to: daySchema,
  rows: z.array(egressRowSchema).describe('by site, then day, then kind; what is 0 is left out'),
  sites: z.array(siteIdSchema).describe('all sites that are known, those without a row, too'),
});
export type EgressAnswer = z.output<typeof egressAnswerSchema>;
