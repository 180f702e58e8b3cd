import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inferenceErrors } from '@splitsight/inference';
import { defineErrors, messageOf } from '@splitsight/kernel';
import { z } from 'zod';
import {
  type CatalogEntry,
  modelNamePattern,
  normalisationSchema,
  pictureInputSchema,
  wantedSchema,
} from './catalog.ts';
import { describeIssues } from './issues.ts';

/** The file of a whole model, beside its manifest. */
export const classifierFile = 'model.onnx';

const classifierSchema = z.strictObject({
  kind: z.literal('classifier'),
  name: z.string().regex(modelNamePattern),
  arch: z.string().min(1),
  licence: z.string().min(1),
  source: z.string().min(1),
  input: pictureInputSchema,
  normalisation: normalisationSchema.optional(),
  files: z.strictObject({ [classifierFile]: wantedSchema }),
});

/** What manifest.json says about a whole model: one that was never split. */
export type ClassifierManifest = Readonly<z.output<typeof classifierSchema>>;

/** Errors of models that this package finds by itself. */
export const modelError = defineErrors(inferenceErrors);

/** Reads the manifest of the whole model in `directory`. @throws CodedError MODEL_MISSING, MODEL_MANIFEST */
export function readClassifierManifest(directory: string): ClassifierManifest {
  const path = join(directory, 'manifest.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw modelError('MODEL_MISSING', `${path} (${messageOf(error)})`, error);
  }
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    throw modelError('MODEL_MANIFEST', `${path} (not JSON)`, error);
  }
  const result = classifierSchema.safeParse(raw);
  if (!result.success) throw modelError('MODEL_MANIFEST', `${path} (${describeIssues(result.error)})`);
  return result.data;
}

/** Writes a manifest as the text of manifest.json. */
export function encodeClassifierManifest(manifest: ClassifierManifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** What the catalog knows of a model, as its manifest. */
export function manifestOfEntry(entry: CatalogEntry): ClassifierManifest {
  const { name, arch, licence, source, input, normalisation, sha256, bytes } = entry;
  return {
    kind: 'classifier',
    name,
    arch,
    licence,
    source,
    input,
    normalisation,
    files: { [classifierFile]: { sha256, bytes } },
  };
}
