import { readFileSync } from 'node:fs';
import { messageOf } from '@splitsight/kernel';
import { z } from 'zod';
import { catalogError } from './errors.ts';
import { describeIssues } from './issues.ts';

/** What a model may be called: also the name of its folder. */
export const modelNamePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

const channels = z.tuple([z.number(), z.number(), z.number()]);

/** What a classifier takes: how its one picture lies in memory, and its size where the file fixes it. */
export const pictureInputSchema = z.strictObject({
  name: z.string().min(1),
  layout: z.enum(['NCHW', 'NHWC']),
  height: z.int().min(1).max(4096).optional(),
  width: z.int().min(1).max(4096).optional(),
});
export type PictureInput = z.output<typeof pictureInputSchema>;

/** What a classifier expects of red, green and blue: (value / 255 − mean) / std. */
export const normalisationSchema = z.strictObject({ mean: channels, std: channels });
export type Normalisation = z.output<typeof normalisationSchema>;

/** A file that can be checked: exactly these bytes. */
export const wantedSchema = z.strictObject({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().min(1),
});
export type Wanted = z.output<typeof wantedSchema>;

const entrySchema = z.strictObject({
  name: z.string().regex(modelNamePattern),
  path: z
    .string()
    .regex(/^(?:[A-Za-z0-9_-][A-Za-z0-9._-]*\/)*[A-Za-z0-9_-][A-Za-z0-9._-]*\.onnx$/)
    .describe('below base_url'),
  ...wantedSchema.shape,
  licence: z.string().min(1).describe('an SPDX identifier'),
  licence_note: z.string().min(1).optional(),
  arch: z.string().min(1),
  source: z.url(),
  input: pictureInputSchema,
  normalisation: normalisationSchema,
});

const catalogSchema = z
  .strictObject({
    base_url: z.url({ protocol: /^https?$/ }).endsWith('/'),
    models: z.array(entrySchema).max(1000),
  })
  .refine(({ models }) => new Set(models.map(({ name }) => name.toLowerCase())).size === models.length, {
    error: 'two models have the same name',
  });

/** One official file. */
export type CatalogEntry = Readonly<z.output<typeof entrySchema>>;
/** The official files, and where they are hosted. */
export type Catalog = Readonly<z.output<typeof catalogSchema>>;

/** Parses the text of a catalog; `where` is what errors call it. @throws CodedError CATALOG_INVALID */
export function parseCatalog(text: string, where: string): Catalog {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    throw catalogError('CATALOG_INVALID', `${where} (not JSON)`, error);
  }
  const result = catalogSchema.safeParse(raw);
  if (!result.success) throw catalogError('CATALOG_INVALID', `${where} (${describeIssues(result.error)})`);
  return result.data;
}

/** Reads the catalog in a file. @throws CodedError CATALOG_UNREADABLE, CATALOG_INVALID */
export function readCatalog(path: string): Catalog {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw catalogError('CATALOG_UNREADABLE', `${path} (${messageOf(error)})`, error);
  }
  return parseCatalog(text, path);
}

/** Finds a model by its name, in any case of letters. @throws CodedError CATALOG_UNKNOWN */
export function findEntry(catalog: Catalog, name: string): CatalogEntry {
  const entry = catalog.models.find((model) => model.name.toLowerCase() === name.toLowerCase());
  if (entry) return entry;
  throw catalogError('CATALOG_UNKNOWN', `"${name}" (it has ${catalog.models.map((model) => model.name).join(', ')})`);
}
