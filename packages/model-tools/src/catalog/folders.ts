import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Whole models lie in this folder of the models folder; it is not under version control. */
export const wholeModels = 'zoo';

/** A folder that holds a model, or seems to. */
export interface ModelFolder {
  readonly directory: string;
  /** The name of the folder. */
  readonly name: string;
  /** What its manifest says it is; undefined where that cannot be told. */
  readonly kind: 'backbone' | 'head' | 'classifier' | undefined;
}

const kindSchema = z.object({ kind: z.enum(['backbone', 'head', 'classifier']) });

/** What the manifest in `directory` says it is of; undefined where there is none, or none of a known kind. */
export function kindOf(directory: string): ModelFolder['kind'] {
  try {
    return kindSchema.parse(JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8'))).kind;
  } catch {
    return undefined;
  }
}

/** Finds the models in a models folder, by name; a folder without a manifest counts when an ONNX file lies in it. */
export function findModels(models: string): ModelFolder[] {
  return [models, join(models, wholeModels)].flatMap((parent) =>
    foldersIn(parent)
      .filter((directory) => existsSync(join(directory, 'manifest.json')) || onnxFiles(directory).length > 0)
      .map(describeFolder),
  );
}

/** A folder as {@link findModels} gives it. */
export function describeFolder(directory: string): ModelFolder {
  return { directory, name: directory.split(/[\\/]/).at(-1) ?? directory, kind: kindOf(directory) };
}

/** The ONNX files that lie in a folder. */
export function onnxFiles(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.onnx'))
    .sort();
}

function foldersIn(parent: string): string[] {
  if (!existsSync(parent)) return [];
  return (
    readdirSync(parent, { withFileTypes: true })
      // What begins with a dot is on its way in or out.
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => join(parent, entry.name))
      .sort()
  );
}
