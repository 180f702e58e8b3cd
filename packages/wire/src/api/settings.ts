import { z } from 'zod';

/** Longer configurations are refused. */
export const maxSettingsText = 200_000;

const step = z.union([z.string().max(200), z.int().min(0).max(10_000)]);
const textSchema = z.string().max(maxSettingsText);

/** A configuration as a text and as values, and what is wrong with it. */
export const settingsDraftSchema = z.object({
  text: z.string().describe('YAML'),
  values: z.unknown().describe('what the text says, without defaults; null when it does not parse'),
  problem: z.string().nullable().describe('why the server would not start with it; null when it would read it'),
});

export const settingsAnswerSchema = z.object({
  ...settingsDraftSchema.shape,
  file: z.string().nullable().describe('the file; null when the server was started without one: nothing can be saved'),
  revision: z.string().describe('of the file’s content: send it along when saving'),
  schema: z.unknown().describe('the JSON Schema of the configuration, with a description and default of every key'),
  restart: z.boolean().describe('whether the file says otherwise than what the server was started with'),
});
export type SettingsAnswer = z.output<typeof settingsAnswerSchema>;

/** Changes values in a text, and says what comes out; nothing is saved. */
export const settingsDraftBodySchema = z.strictObject({
  text: textSchema,
  edits: z
    .array(z.strictObject({ path: z.array(step).min(1).max(20), value: z.unknown().optional() }))
    .max(500)
    .default([])
    .describe('without a value: take it out, so that the default counts'),
});

export const settingsSaveBodySchema = z.strictObject({ text: textSchema, revision: z.string().max(100) });
