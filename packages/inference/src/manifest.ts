import {
  codecSchema,
  fingerprintSchema,
  headNameSchema,
  idPattern,
  precisionNames,
  probabilitySchema,
  regionKinds,
} from '@splitsight/wire';
import { z } from 'zod';
import { inferenceError } from './errors.ts';

/** The name of a file beside the manifest: no folders, no way out of the model's own. */
const fileName = z.string().regex(/^[a-z0-9][a-z0-9.-]*\.onnx$/);

const fileSchema = z.strictObject({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().min(1).describe('the size of the file'),
});

/** One measured value. */
const figureSchema = z.strictObject({
  name: z.string().min(1).describe('what was measured, e.g. accuracy'),
  value: z.number(),
  low: z.number().optional().describe('lower end of the 95 % interval'),
  high: z.number().optional().describe('upper end of the 95 % interval'),
  n: z.int().min(1).describe('on how many items'),
  how: z.string().min(1).describe('how it was measured, in a few words'),
});
export type Figure = z.output<typeof figureSchema>;

/** Numbers for the alert rule that suit a head; a configuration may choose others. */
const ruleSchema = z
  .strictObject({
    threshold: probabilitySchema.describe('a frame at or above this counts as a hit'),
    instant: probabilitySchema.describe('one frame at or above this raises at once'),
    k: z.int().min(1).describe('this many hits'),
    n: z.int().min(1).describe('of the last so many frames raise'),
    clear: probabilitySchema.describe('an alert ends when frames stay below this'),
    regions: z
      .array(z.enum(regionKinds))
      .min(1)
      .optional()
      .describe('the kinds of region that it was measured on; global and motion if it does not say'),
  })
  .refine((rule) => rule.k <= rule.n && rule.clear <= rule.threshold && rule.threshold <= rule.instant, {
    error: 'expected k ≤ n and clear ≤ threshold ≤ instant',
  });
export type SuggestedRule = z.output<typeof ruleSchema>;

const common = {
  version: z.string().min(1),
  licence: z.string().min(1).describe('an SPDX identifier'),
  source: z.string().min(1).describe('where the model comes from'),
  files: z.record(fileName, fileSchema),
  figures: z.array(figureSchema),
};

const side = z.int().min(8).max(4096);

const processorSchema = z.strictObject({
  arch: z.string().min(1).describe('as Node.js calls it: x64, arm64'),
  features: z.array(z.string().min(1)).describe('flags of /proc/cpuinfo, all of which it has'),
  faster: z.number().min(1).describe('how many times faster than float32 it was measured'),
  how: z.string().min(1).describe('on which machine, and how'),
});

/** The same network in other numbers. Its features are a little different, so its fingerprint is its own. */
const variantSchema = z.strictObject({
  precision: z.enum(precisionNames).exclude(['float32']),
  file: fileName,
  fingerprint: fingerprintSchema.describe('the first 8 bytes of the sha256 of its file'),
  processors: z
    .array(processorSchema)
    .max(16)
    .describe('where it was measured faster: there it runs unless told otherwise'),
  figures: z.array(figureSchema),
});
export type BackboneVariant = Readonly<z.output<typeof variantSchema>>;
export type VariantProcessor = BackboneVariant['processors'][number];

/** Vectors of a variant of its backbone that a head takes as well, because it was measured on them. */
const acceptedSchema = z.strictObject({
  fingerprint: fingerprintSchema,
  precision: z.enum(precisionNames),
  figures: z.array(figureSchema).min(1).describe('what it loses on them'),
});
export type AcceptedVariant = Readonly<z.output<typeof acceptedSchema>>;

const backboneSchema = z
  .strictObject({
    kind: z.literal('backbone'),
    name: z.string().min(1),
    arch: z.string().min(1),
    fingerprint: fingerprintSchema,
    input: z.strictObject({ height: side, width: side }),
    dims: z.int().min(1).max(4096).describe('values in a feature'),
    variants: z.array(variantSchema).max(8).optional(),
    ...common,
  })
  .refine((manifest) => manifest.files[backboneFile]?.sha256.startsWith(manifest.fingerprint), {
    error: `the fingerprint is not the first 8 bytes of the sha256 of backbone.onnx`,
  })
  .refine(
    ({ variants = [], files }) =>
      variants.every(({ file, fingerprint }) => files[file]?.sha256.startsWith(fingerprint)) &&
      new Set(variants.map(({ precision }) => precision)).size === variants.length,
    { error: 'each variant has a precision of its own, and the first 8 bytes of its file’s sha256 as its fingerprint' },
  );

const headSchema = z
  .strictObject({
    kind: z.literal('head'),
    name: headNameSchema,
    backbone: z.string().min(1).describe('the name of the backbone it was trained on'),
    fingerprint: fingerprintSchema,
    accepts: z.array(acceptedSchema).max(8).optional(),
    codec: codecSchema,
    dims: z.int().min(1).max(4096).describe('values in a feature, before the codec'),
    classes: z.array(z.string().regex(idPattern)).min(2).max(1024),
    hidden: z.int().min(1).max(4096).optional().describe('outputs of its hidden layer; absent when it is linear'),
    positive: z.int().min(0).describe('the index of the class that alerts'),
    rule: ruleSchema.optional(),
    data: z
      .strictObject({ items: z.int().min(1), sha256: z.string().regex(/^[0-9a-f]{64}$/) })
      .optional()
      .describe('the pictures it was trained on: how many, and a hash over their paths and bytes; absent when unknown'),
    ...common,
  })
  .refine((manifest) => manifest.positive < manifest.classes.length, { error: 'positive is not the index of a class' })
  .refine((manifest) => manifest.files[headFile] !== undefined, { error: 'head.onnx is not among the files' });

/** What manifest.json says about a backbone. Contract: ARCHITECTURE.md, "Models". */
export type BackboneManifest = Readonly<z.output<typeof backboneSchema>>;
/** What manifest.json says about a head. */
export type HeadManifest = Readonly<z.output<typeof headSchema>>;

export const manifestFile = 'manifest.json';
export const backboneFile = 'backbone.onnx';
export const headFile = 'head.onnx';
/** A head's second stage for five patches; a head without one has no such file. */
export const patchFile = 'patch5.onnx';

/** Parses the text of a backbone's manifest; `where` is what errors call it. @throws CodedError MODEL_MANIFEST */
export function parseBackboneManifest(text: string, where: string): BackboneManifest {
  return parse(text, backboneSchema, where);
}

/** Parses the text of a head's manifest; `where` is what errors call it. @throws CodedError MODEL_MANIFEST */
export function parseHeadManifest(text: string, where: string): HeadManifest {
  return parse(text, headSchema, where);
}

/** Writes a manifest as the text of manifest.json. */
export function encodeManifest(manifest: BackboneManifest | HeadManifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function parse<Schema extends z.ZodType>(text: string, schema: Schema, where: string): z.output<Schema> {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    throw inferenceError('MODEL_MANIFEST', `${where} (not JSON)`, error);
  }
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    (issue) => `${issue.path.map(String).join('.') || 'manifest'}: ${issue.message}`,
  );
  throw inferenceError('MODEL_MANIFEST', `${where} (${problems.join('; ')})`);
}
