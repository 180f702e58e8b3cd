import { z } from 'zod';
import { momentSchema, siteIdSchema } from '../messages/fields.ts';

const count = z.coerce.number<string>().int().min(0);

/** Something that a person changed. */
export const auditEntrySchema = z.object({
  id: z.int().min(1),
  at: momentSchema,
  by: z.string(),
  action: z.string().describe('a subject and a verb, such as rule.change'),
  subject: z.string().describe('what it was done to'),
  site: z.string().nullable().describe('null where it concerns no site'),
  detail: z.unknown().describe('what tells more'),
});
export type AuditEntry = z.output<typeof auditEntrySchema>;

/** The query of GET /api/v1/audit. */
export const auditQuerySchema = z.strictObject({
  limit: count.pipe(z.int().min(1).max(1000)).default(100).describe('at most this many, 1 to 1000'),
  before: count.optional().describe('only entries before the one of this id'),
  by: z.string().max(200).optional(),
  action: z.string().max(100).optional(),
  subject: z.string().max(400).optional(),
  site: siteIdSchema.optional(),
  since: count.optional().describe('milliseconds since the Unix epoch'),
  until: count.optional().describe('milliseconds since the Unix epoch'),
});

export const auditAnswerSchema = z.object({
  entries: z.array(auditEntrySchema).describe('newest first'),
  next_before: z.int().nullable().describe('what to ask `before` with for the next page; null when this is the last'),
});
