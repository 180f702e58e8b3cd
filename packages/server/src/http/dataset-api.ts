import { itemRecordSchema } from '@splitsight/training';
import {
  alertSchema,
  cameraIdSchema,
  codecSchema,
  countSchema,
  headNameSchema,
  idPattern,
  jobViewSchema,
  momentSchema,
  siteIdSchema,
} from '@splitsight/wire';
import { z } from 'zod';
import {
  addedSchema,
  bySchema,
  dataSetNameSchema,
  dataSetViewSchema,
  existingSchema,
  itemViewSchema,
  labelSchema,
  originSchema,
} from '../datasets/schemas.ts';
import { verdictNames } from '../store/verdicts.ts';
import { wholeSchema } from './fields.ts';

export const dataSetPath = z.strictObject({ name: dataSetNameSchema });
export const byBody = z.strictObject({ by: bySchema });

export const dataSetsAnswerSchema = z.object({ datasets: z.array(dataSetViewSchema).describe('by name') });
export const dataSetAnswerSchema = z.object({ dataset: dataSetViewSchema });
export const createBody = z.strictObject({ name: dataSetNameSchema, by: bySchema });
export const renameBody = z.strictObject({ to: dataSetNameSchema, by: bySchema });
export const goneAnswerSchema = z.object({ deleted: z.string() });

/** The query of a list of items. */
export const itemsQuery = z.strictObject({
  after: wholeSchema.default(0).describe('items added after the one of this id'),
  limit: wholeSchema.pipe(z.int().min(1).max(500)).default(100).describe('at most this many, 1 to 500'),
  label: z.string().regex(idPattern).optional(),
  camera: z.string().max(130).optional().describe('<site>/<camera>'),
  vectors: z.enum(['true', 'false']).default('false').describe('whether vectors are wanted, too'),
});
export const itemsAnswerSchema = z.object({
  items: z.array(itemViewSchema).describe('in the order they were added'),
  next_after: z.int().nullable().describe('what to ask `after` with for the next page; null when this is the last'),
});

/** Items in one request; more would make alerts wait. */
export const mostItems = 500;
export const addItemsBody = z.strictObject({
  codec: codecSchema,
  items: z.array(itemRecordSchema).min(1).max(mostItems),
  existing: existingSchema,
  by: bySchema,
});
export const addItemsAnswerSchema = z.object({ ...addedSchema.shape, items: countSchema.describe('in the set now') });

const chosen = {
  origins: z.array(originSchema).max(5000).optional().describe('these items'),
  of_label: labelSchema.optional().describe('or all items with this label'),
};
const oneOf = { error: 'expected either origins or of_label' };
export const relabelBody = z
  .strictObject({ ...chosen, label: labelSchema, by: bySchema })
  .refine(({ origins, of_label }) => (origins === undefined) !== (of_label === undefined), oneOf);
export const removeBody = z
  .strictObject({ ...chosen, by: bySchema })
  .refine(({ origins, of_label }) => (origins === undefined) !== (of_label === undefined), oneOf);
export const changedAnswerSchema = z.object({
  changed: countSchema,
  unchanged: countSchema.describe('had the label already'),
  missing: z.array(originSchema).describe('origins that are not in the set'),
});

export const acceptBody = z.strictObject({
  origins: z.array(originSchema).min(1).max(500).describe('of stored regions, as a search for similar ones names them'),
  label: labelSchema,
  existing: existingSchema,
  by: bySchema,
});
export const acceptAnswerSchema = z.object({
  ...addedSchema.shape,
  missing: z.array(originSchema).describe('what is not stored any more'),
});

export const startedAnswerSchema = z.object({ job: jobViewSchema });

/** Tasks of Label Studio, as it exports them. */
export const labelStudioBody = z.strictObject({ tasks: z.array(z.unknown()).max(1000), by: bySchema });
export const labelStudioAnswerSchema = z.object({
  changed: countSchema.describe('items that have another label now'),
  unchanged: countSchema.describe('items that had this label already'),
  missing: z.array(originSchema).describe('tasks whose item is not in the set'),
  foreign: z.array(z.string()).describe('tasks that were not exported from here, by their number'),
  unanswered: z.array(originSchema),
  disputed: z.array(originSchema).describe('tasks with two answers that differ'),
});
/** Tasks to be imported into Label Studio. */
export const labelStudioQuery = z.strictObject({
  after: wholeSchema.default(0),
  limit: wholeSchema.pipe(z.int().min(1).max(500)).default(500),
  picture_url: z.string().max(1000).optional().describe('what stands before the names of pictures'),
});
export const labelStudioTasksSchema = z.object({
  tasks: z.array(z.object({ data: z.record(z.string(), z.string()), annotations: z.array(z.unknown()) })),
  next_after: z.int().nullable(),
});

export const verdictBody = z.strictObject({
  verdict: z.enum(verdictNames).describe('whether there was what the alert says'),
  label: labelSchema.nullable().default(null).describe('what it was instead'),
  note: z.string().max(1000).nullable().default(null),
  by: bySchema,
});
export const verdictViewSchema = z.object({
  ...verdictBody.shape,
  given_at: momentSchema,
  alert: alertSchema.describe('as it was when it was judged'),
});
export const verdictAnswerSchema = z.object({ verdict: verdictViewSchema });
export const verdictsQuery = z.strictObject({
  head: headNameSchema.optional(),
  site: siteIdSchema.optional(),
  camera: cameraIdSchema.optional(),
  since: wholeSchema.optional().describe('on alerts raised from then on'),
  until: wholeSchema.optional().describe('on alerts raised before'),
  limit: wholeSchema.pipe(z.int().min(1).max(1000)).default(100),
});
export const verdictsAnswerSchema = z.object({ verdicts: z.array(verdictViewSchema).describe('newest alerts first') });
