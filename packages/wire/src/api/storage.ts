import { z } from 'zod';
import { countSchema } from '../messages/fields.ts';

/** Kinds of what is kept, the largest as a rule first. */
export const storedKinds = ['vectors', 'decisions', 'alerts', 'pictures', 'rest'] as const;
export type StoredKindName = (typeof storedKinds)[number];

/** How the disk of the database stands: see docs/reliability.md. */
export const diskLevels = ['roomy', 'low', 'short', 'full'] as const;

export const storedKindSchema = z.object({
  kind: z.enum(storedKinds),
  rows: countSchema.nullable().describe('about; null while that is being found out'),
  bytes: countSchema.nullable(),
  days: z.number().nullable().describe('older ones are deleted; null: they stay'),
  whole_days: z.number().nullable().describe('older ones are thinned; null: they are not'),
  max_bytes: countSchema.nullable().describe('beyond this, the oldest are deleted; null: they are not'),
  day_bytes: countSchema.nullable().describe('what the last day brought; null where nobody counts'),
  expected_bytes: countSchema.nullable().describe('where days like the last one lead to'),
});
export type StoredKindView = z.output<typeof storedKindSchema>;

/** GET /api/v1/storage */
export const storageAnswerSchema = z.object({
  disk: z
    .object({
      level: z.enum(diskLevels),
      total_bytes: countSchema,
      free_bytes: countSchema,
      floor_bytes: countSchema.describe('what is to stay free'),
    })
    .nullable()
    .describe('of the database; null in the first moment after a start'),
  accepts: z.boolean().describe('whether vectors are taken in'),
  file: z.object({
    bytes: countSchema,
    free_bytes: countSchema.describe('of the file, free for new rows'),
    log_bytes: countSchema.describe('of the log beside it'),
    shrinks: z.boolean().describe('whether free space is given back to the disk'),
  }),
  kinds: z.array(storedKindSchema),
  is_busy: z.boolean().describe('whether old rows are being deleted or thinned right now'),
  doubts_clock: z.boolean().describe('the clock has stepped: nothing is deleted by age for an hour'),
});
export type StorageAnswer = z.output<typeof storageAnswerSchema>;
