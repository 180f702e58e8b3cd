import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readCheckedFile } from '@splitsight/inference';
import type { OnnxModel } from '@splitsight/inference/onnx';
import { type ClassifierManifest, classifierFile, readClassifierManifest } from '../catalog/classifier.ts';
import { parseModel, readModel } from '../graph/model-file.ts';

/** A whole model and what is known of it. */
export interface Classifier {
  readonly path: string;
  /** The name of its file or folder, without ending. */
  readonly name: string;
  readonly model: OnnxModel;
  /** Of a model that was pulled or imported. */
  readonly manifest: ClassifierManifest | undefined;
}

/**
 * Reads a whole model: an ONNX file, or the folder of one that was pulled or imported, which is checked against its
 * manifest.
 *
 * @throws CodedError MODELS_UNREADABLE, MODELS_NOT_ONNX, MODELS_EXTERNAL_DATA, MODEL_MANIFEST, MODEL_MISSING,
 *   MODEL_TRUNCATED, MODEL_CHECKSUM
 */
export function readClassifier(path: string): Classifier {
  const name = basename(path).replace(/\.onnx$/i, '');
  if (!existsSync(join(path, 'manifest.json'))) return { path, name, model: readModel(path), manifest: undefined };
  const manifest = readClassifierManifest(path);
  const file = join(path, classifierFile);
  const model = parseModel(readCheckedFile(path, classifierFile, manifest.files), file);
  return { path: file, name: manifest.name, model, manifest };
}
