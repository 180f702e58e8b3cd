import { type CodecName, codecBytes } from '@splitsight/wire';
import type { Item } from './data-set.ts';
import { trainingError } from './errors.ts';
import { requireLabel } from './label.ts';
import { encodeOrigin } from './origin.ts';

/**
 * Checks items before they join a data set: labels, the length of vectors, and that floats are numbers.
 *
 * @throws CodedError DATASET_LABEL, DATASET_VECTOR_SIZE or DATASET_VALUES
 */
export function requireItems(items: readonly Item[], codec: CodecName, dims: number): void {
  const vectorBytes = codecBytes(codec, dims);
  for (const { origin, label, vector } of items) {
    requireLabel(label);
    if (vector.length !== vectorBytes) {
      const what = `${encodeOrigin(origin)} has ${vector.length} bytes; ${codec} of ${dims} dimensions has ${vectorBytes}`;
      throw trainingError('DATASET_VECTOR_SIZE', what);
    }
    if (codec === 'f32' && !isFinite32(vector)) throw trainingError('DATASET_VALUES', encodeOrigin(origin));
  }
}

/** Whether every little-endian float32 is a finite number. */
function isFinite32(vector: Uint8Array): boolean {
  const view = new DataView(vector.buffer, vector.byteOffset, vector.byteLength);
  for (let at = 0; at < vector.length; at += 4) if (!Number.isFinite(view.getFloat32(at, true))) return false;
  return true;
}
