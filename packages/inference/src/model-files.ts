import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '@splitsight/kernel';
import { inferenceError } from './errors.ts';
import {
  type BackboneManifest,
  type HeadManifest,
  manifestFile,
  parseBackboneManifest,
  parseHeadManifest,
} from './manifest.ts';

/** Reads the manifest of the backbone in `directory`. @throws CodedError MODEL_MISSING or MODEL_MANIFEST */
export function readBackboneManifest(directory: string): BackboneManifest {
  const path = join(directory, manifestFile);
  return parseBackboneManifest(readModelFile(path).toString('utf8'), path);
}

/** Reads the manifest of the head in `directory`. @throws CodedError MODEL_MISSING or MODEL_MANIFEST */
export function readHeadManifest(directory: string): HeadManifest {
  const path = join(directory, manifestFile);
  return parseHeadManifest(readModelFile(path).toString('utf8'), path);
}

/**
 * Reads a model file and compares it with what the manifest says of it. What is run is these bytes, so a file that
 * changes after the check cannot slip in.
 *
 * @throws CodedError MODEL_MISSING, MODEL_TRUNCATED or MODEL_CHECKSUM
 */
export function readCheckedFile(directory: string, name: string, files: BackboneManifest['files']): Uint8Array {
  const path = join(directory, name);
  const stated = files[name];
  if (!stated) throw inferenceError('MODEL_MISSING', `${path} (the manifest does not list it)`);
  const bytes = readModelFile(path);
  if (bytes.length !== stated.bytes) {
    throw inferenceError('MODEL_TRUNCATED', `${path} has ${bytes.length} bytes, expected ${stated.bytes}`);
  }
  const found = sha256(bytes);
  if (found !== stated.sha256) {
    throw inferenceError(
      'MODEL_CHECKSUM',
      `${path} has ${found.slice(0, 16)}…, expected ${stated.sha256.slice(0, 16)}…`,
    );
  }
  return bytes;
}

/** What a manifest states about a file of these bytes. */
export function describeFile(bytes: Uint8Array): BackboneManifest['files'][string] {
  return { sha256: sha256(bytes), bytes: bytes.length };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function readModelFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw inferenceError('MODEL_MISSING', `${path} (${messageOf(error)})`, error);
  }
}

/** What the manifest in `directory` says it is of; undefined where there is no manifest of a known kind. */
export function manifestKind(directory: string): 'backbone' | 'head' | undefined {
  try {
    const raw: unknown = JSON.parse(readFileSync(join(directory, manifestFile), 'utf8'));
    const kind = typeof raw === 'object' && raw !== null && 'kind' in raw ? raw.kind : undefined;
    return kind === 'backbone' || kind === 'head' ? kind : undefined;
  } catch {
    return undefined;
  }
}
