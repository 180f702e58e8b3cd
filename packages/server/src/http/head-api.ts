import {
  everySiteSchema,
  headEventSchema,
  headNameSchema,
  headVersionSchema,
  headVersionViewSchema,
} from '@splitsight/wire';
import { z } from 'zod';
import { bySchema, whySchema } from './fields.ts';

const site = everySiteSchema
  .default('*')
  .describe('where: a site id, or * for every site without a version of its own');
const expectLive = z
  .string()
  .max(64)
  .nullable()
  .optional()
  .describe(
    'what was seen as live there, null for nothing: refused when that has changed; left out: it does not matter',
  );

export const headPathSchema = z.strictObject({ head: headNameSchema });
export const headVersionPathSchema = z.strictObject({ head: headNameSchema, version: headVersionSchema });
export const headVersionsQuerySchema = z.strictObject({ head: headNameSchema.optional() });
export const headEventsQuerySchema = z.strictObject({
  limit: z.coerce.number<string>().pipe(z.int().min(1).max(1000)).default(100).describe('at most this many, 1 to 1000'),
  before: z.coerce.number<string>().pipe(z.int().min(1)).optional().describe('older than the event of this id'),
});

/** The body of a move of a version: into the shadow, live, back. */
export const headMoveSchema = z.strictObject({ site, by: bySchema, why: whySchema, expect_live: expectLive });
export const headRetireSchema = z.strictObject({
  site: everySiteSchema.optional().describe('where; everywhere when it is left out'),
  by: bySchema,
  why: whySchema,
  expect_live: expectLive,
  force: z.boolean().default(false).describe('also where it is the only live version: the head is off there, then'),
});
export const headForgetSchema = z.strictObject({ by: bySchema, why: whySchema });

const maxFiles = 16;
/** The files of an imported head together. */
export const maxImportBytes = 8 * 1024 * 1024;

/** The body of an import: the files of a head's folder. */
export const headImportSchema = z.strictObject({
  head: headNameSchema.optional().describe('what to call the head in place of what its manifest says'),
  by: bySchema,
  why: whySchema,
  files: z
    .record(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$/), z.base64())
    .refine((files) => Object.keys(files).length <= maxFiles, { error: `expected at most ${maxFiles} files` })
    .describe('name → content in base64: manifest.json and the files it lists, 8 MB together'),
});

export const headVersionsAnswerSchema = z.object({
  versions: z.array(headVersionViewSchema).describe('by head, the newest version first'),
});
export const headVersionAnswerSchema = z.object({ version: headVersionViewSchema });
export const headImportAnswerSchema = z.object({
  version: headVersionViewSchema,
  is_new: z.boolean().describe('false: the same content was registered before'),
});
export const headEventsAnswerSchema = z.object({ events: z.array(headEventSchema).describe('newest first') });
