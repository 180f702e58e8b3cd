import { comparisonSchema, runFileSchema, runParametersSchema } from '@splitsight/training';
import { headNameSchema, headVersionSchema, headVersionViewSchema, idPattern, jobViewSchema } from '@splitsight/wire';
import { z } from 'zod';
import { bySchema, measuredSchema, whySchema } from './fields.ts';

const dataset = z.string().regex(idPattern).describe('the name of the data set');

/** The body of a training: what to learn from, how, and who asks. */
export const trainRequestSchema = runParametersSchema.extend({ dataset, by: bySchema, why: whySchema });
/** The parameters of a job of kind `train`. */
export const trainParamsSchema = runParametersSchema.extend({ dataset, why: whySchema });
export type TrainParams = z.output<typeof trainParamsSchema>;

/** What the process of a training finds: its folder, and what is said of it at once. */
export const trainFoundSchema = z.object({
  directory: z.string(),
  run: z.object({
    id: z.string(),
    items: z.int(),
    accuracy: measuredSchema,
    recall: measuredSchema,
    fpr: measuredSchema,
    auroc: measuredSchema,
  }),
});

/** The result of a job of kind `train`. */
export const trainResultSchema = trainFoundSchema.shape.run.extend({
  head: headNameSchema,
  version: headVersionSchema.describe('the draft that it made'),
});

export const runsQuerySchema = z.strictObject({
  head: headNameSchema.optional(),
  limit: z.coerce.number<string>().pipe(z.int().min(1).max(1000)).default(100).describe('at most this many, 1 to 1000'),
});

const maxCompared = 8;
export const compareQuerySchema = z.strictObject({
  runs: z
    .string()
    .max(2000)
    .transform((text) => text.split(',').map((one) => one.split('/')))
    .pipe(
      z
        .array(z.tuple([headNameSchema, headVersionSchema]))
        .min(2)
        .max(maxCompared),
    )
    .describe('two to eight of <head>/<version>, with commas between'),
});

export const jobStartedSchema = z.object({ job: jobViewSchema });
export const runsAnswerSchema = z.object({
  runs: z.array(headVersionViewSchema).describe('versions that were trained here, newest first'),
});
export const runAnswerSchema = z.object({ version: headVersionViewSchema, run: runFileSchema });
export const compareAnswerSchema = comparisonSchema;
