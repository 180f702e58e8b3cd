import { z } from 'zod';
import {
  codecSchema,
  countSchema,
  fingerprintSchema,
  headNameSchema,
  probabilitySchema,
  siteIdSchema,
} from '../messages/fields.ts';
import { everySiteSchema, headVersionSchema } from '../messages/head.ts';
import { precisionNames, regionKinds } from '../region.ts';

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

/** A model file: `GET /api/v1/models/files/<sha256>` gives its bytes. */
const modelFileSchema = z.object({ sha256: sha256Schema, bytes: countSchema });
export type ModelFile = z.output<typeof modelFileSchema>;

/** A backbone as whoever runs it needs it. */
const backboneViewSchema = z.object({
  name: z.string(),
  input: z.object({ width: countSchema, height: countSchema }),
  dims: countSchema.describe('values in a feature'),
  variants: z
    .array(z.object({ precision: z.enum(precisionNames), fingerprint: fingerprintSchema, file: modelFileSchema }))
    .min(1)
    .describe('float32 first'),
  codecs: z
    .array(z.object({ codec: codecSchema, file: modelFileSchema.nullable().describe('null: f32 needs none') }))
    .min(1),
});
export type BackboneView = z.output<typeof backboneViewSchema>;

/** A live head as whoever runs it needs it. */
const runnableHeadSchema = z.object({
  name: headNameSchema,
  version: headVersionSchema,
  sites: z.array(everySiteSchema).describe('where it is live'),
  classes: z.array(z.string()),
  positive: countSchema.describe('the index of the class that alerts'),
  dims: countSchema,
  codec: codecSchema,
  fingerprints: z.array(fingerprintSchema).describe('whose vectors it takes'),
  threshold: probabilitySchema,
  regions: z.array(z.enum(regionKinds)).describe('the kinds of region whose scores count'),
  file: modelFileSchema,
});
export type RunnableHead = z.output<typeof runnableHeadSchema>;

/** What a browser needs to run models itself, and to send what they see. */
export const modelsAnswerSchema = z.object({
  backbones: z.array(backboneViewSchema),
  heads: z.array(runnableHeadSchema),
  sites: z.array(siteIdSchema).describe('those that have cameras'),
  topic_prefix: z.string().describe('the first level of every MQTT topic'),
});
export type ModelsAnswer = z.output<typeof modelsAnswerSchema>;

export const modelFilePathSchema = z.strictObject({ sha256: sha256Schema });
