import { itemRecordSchema } from '@splitsight/training';
import {
  boxSchema,
  cameraIdSchema,
  codecSchema,
  countSchema,
  fingerprintSchema,
  headNameSchema,
  idPattern,
  momentSchema,
  regionKinds,
  siteIdSchema,
} from '@splitsight/wire';
import { z } from 'zod';

/** The name of a data set. */
export const dataSetNameSchema = z.string().regex(idPattern, 'expected 1 to 63 of a-z, 0-9, "-" and "_"');
/** Who asks for a change. */
export const bySchema = z.string().min(1).max(100).describe('who asks for it');
/** Checked against idPattern where it is used, so that the error says what a label is. */
export const labelSchema = z.string().max(10_000).describe('an id: it becomes a class of the head');
export const originSchema = z.string().max(600).describe('of an item: see the list of items');

export const existingSchema = z
  .enum(['keep', 'relabel'])
  .default('keep')
  .describe('what becomes of items that stand in the set with another label');

/** What became of items that were to be added. */
export const addedSchema = z.object({
  added: countSchema,
  repeated: countSchema.describe('stood in the set already, with this label'),
  kept: countSchema.describe('stood in the set with another label, which they keep'),
  relabelled: countSchema.describe('stood in the set with another label, and have this one now'),
  different: z
    .object({ count: countSchema, origins: z.array(z.string()) })
    .describe('of those that stood in the set: how many hold another vector there, and the first five'),
});

export const dataSetViewSchema = z.object({
  name: dataSetNameSchema,
  codec: codecSchema.nullable().describe('null until it has had an item'),
  fingerprint: fingerprintSchema.nullable().describe('of its first item'),
  backbone: z.string().nullable().describe('null until it has had an item, or when the configuration does not name it'),
  items: countSchema,
  labels: z.record(z.string(), countSchema).describe('how many items have each'),
  created_at: momentSchema,
  created_by: z.string(),
  changed_at: momentSchema,
  changed_by: z.string(),
});

/** An item of a list: without its vector unless that was asked for. */
export const itemViewSchema = itemRecordSchema.omit({ vector: true }).extend({
  id: z.int().min(1).describe('what to ask `after` with for the next page'),
  vector: itemRecordSchema.shape.vector.nullable(),
  added_at: momentSchema,
  added_by: z.string(),
});

const regions = z
  .array(z.enum(regionKinds))
  .min(1)
  .max(regionKinds.length)
  .default(['global', 'motion'])
  .describe('which kinds of region');

/** What a camera saw in a time is a label. */
export const rangeSchema = z.strictObject({
  site: siteIdSchema,
  camera: cameraIdSchema,
  from: momentSchema,
  to: momentSchema.describe('the range ends before this moment'),
  label: labelSchema,
  every_s: z.number().min(0).max(86_400).default(1).describe('frames closer together are left out'),
  at_most: z.int().min(1).max(20_000).default(1000).describe('so many frames, spread over the range'),
  regions,
  existing: existingSchema,
  by: bySchema,
});

/** What is looked for among the stored vectors. */
export const similarSchema = z.strictObject({
  origins: z.array(originSchema).max(64).default([]).describe('like these items of the set, or stored regions'),
  frames: z
    .array(z.strictObject({ site: siteIdSchema, camera: cameraIdSchema, at: momentSchema }))
    .max(16)
    .default([])
    .describe('like what these cameras saw then, two seconds off at most'),
  label: labelSchema.optional().describe('like items with this label: 32 of them, spread over the set'),
  k: z.int().min(1).max(200).default(50).describe('how many'),
  same: z
    .number()
    .min(0.5)
    .max(1)
    .default(0.98)
    .describe('from this similarity on two answers are the same, and one is shown; the lower, the more different'),
  at_least: z.number().min(-1).max(1).default(0).describe('answers are at least as similar as this'),
  regions,
  site: siteIdSchema.optional(),
  camera: cameraIdSchema.optional(),
  from: momentSchema.optional(),
  to: momentSchema.optional(),
  by: bySchema,
});

const inSet = { dataset: dataSetNameSchema, dataset_id: z.int().min(1) };
export const rangeParamsSchema = rangeSchema.extend(inSet);
export type RangeParams = z.output<typeof rangeParamsSchema>;
export const similarParamsSchema = similarSchema.extend(inSet);
export type SimilarParams = z.output<typeof similarParamsSchema>;
export const profileParamsSchema = z.strictObject({ ...inSet, by: bySchema });

/** Pictures that were sent to become items. */
export const picturesSchema = z.strictObject({
  label: labelSchema,
  backbone: z.string().max(200).optional().describe('its name; the one of the set, or the only one, unless told'),
  codec: codecSchema.optional().describe('that of the set, or u8, unless told'),
  existing: existingSchema,
  by: bySchema.optional(),
});
export const picturesParamsSchema = z.strictObject({
  ...inSet,
  label: labelSchema,
  backbone: z.string(),
  codec: codecSchema,
  existing: existingSchema,
  by: bySchema,
  upload: z.string(),
});
export const picturesReadSchema = z.object({
  pictures: countSchema.describe('that came in'),
  same: countSchema.describe('pictures that are, byte for byte, an earlier one of the request'),
  unreadable: z
    .object({ count: countSchema, names: z.array(z.string()) })
    .describe('pictures that cannot be read and were left out, and the first five'),
});
/** What the job’s process has made of pictures. */
export const picturesFoundSchema = picturesReadSchema.extend({ items: z.array(itemRecordSchema) });
/** The result of the job `dataset-pictures`. */
export const picturesResultSchema = picturesReadSchema.extend({ items: addedSchema });

/** A part of what a range adds: numbers of stored messages. */
export const framesChunkSchema = z.object({ frames: z.array(z.int().min(1)).max(1000) });

export const rangeFoundSchema = z.object({
  frames: countSchema.describe('that were taken'),
  seen: countSchema.describe('frames of the camera in the range'),
  without_regions: countSchema.describe('frames without a region of these kinds'),
  other_kinds: countSchema.describe('frames of another backbone or codec'),
});
/** The result of the job `dataset-range`. */
export const rangeResultSchema = rangeFoundSchema.extend({ items: addedSchema });

export const candidateSchema = z.object({
  origin: originSchema,
  site: siteIdSchema,
  camera: cameraIdSchema,
  captured_at: momentSchema,
  region: z.enum(regionKinds),
  box: boxSchema,
  similarity: z.number().describe('the cosine of the angle to what it resembles most'),
  like: originSchema.describe('what it resembles most'),
});
/** The result of the job `dataset-similar`. */
export const similarResultSchema = z.object({
  candidates: z.array(candidateSchema).describe('the most similar first'),
  looked_at: countSchema.describe('stored vectors'),
  like: countSchema.describe('vectors that were looked for'),
  gone: z.array(originSchema).describe('what is not stored any more'),
});

/** Which verdicts become items. */
export const fromVerdictsSchema = z.strictObject({
  head: headNameSchema,
  labels: z
    .strictObject({ true: labelSchema.optional(), false: labelSchema.optional() })
    .default({})
    .describe('what alerts show that were right, and those that were wrong; the head’s classes unless told'),
  since: momentSchema.optional().describe('of alerts raised from then on'),
  site: siteIdSchema.optional(),
  camera: cameraIdSchema.optional(),
  existing: existingSchema,
  by: bySchema,
});
export const fromVerdictsResultSchema = z.object({
  verdicts: countSchema,
  items: addedSchema,
  unsure: countSchema.describe('verdicts that make no item'),
  unlabelled: countSchema.describe('wrong alerts of a head of several classes, of which nobody said what they show'),
  gone: countSchema.describe('alerts whose frame is not stored any more'),
  other_kinds: countSchema.describe('frames of another backbone or codec'),
});
