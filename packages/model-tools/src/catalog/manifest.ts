import {
  type BackboneManifest,
  type HeadManifest,
  readBackboneManifest,
  readHeadManifest,
} from '@splitsight/inference';
import { type ClassifierManifest, readClassifierManifest } from './classifier.ts';
import { catalogError } from './errors.ts';
import { kindOf } from './folders.ts';

/** The manifest of a model of any kind. */
export type ModelManifest = BackboneManifest | HeadManifest | ClassifierManifest;

/** Reads the manifest in `directory`, of whatever kind it is. @throws CodedError MODEL_MISSING, MODEL_MANIFEST, IMPORT_KIND */
export function readModelManifest(directory: string): ModelManifest {
  const kind = kindOf(directory);
  switch (kind) {
    case 'backbone':
      return readBackboneManifest(directory);
    case 'head':
      return readHeadManifest(directory);
    case 'classifier':
      return readClassifierManifest(directory);
    case undefined:
      throw catalogError('IMPORT_KIND', directory);
  }
}
