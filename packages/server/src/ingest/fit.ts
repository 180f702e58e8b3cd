import type { FeatureMessage } from '@splitsight/wire';
import type { VectorKind } from '../flow.ts';

/** Why no head can read a message's vectors. */
export type Misfit = 'fingerprint' | 'codec' | 'vector_size';

/** Whether the heads' kinds fit a message: its kind, or why there is none. */
export function fitMessage(kinds: readonly VectorKind[], message: FeatureMessage): VectorKind | Misfit {
  let misfit: Misfit = 'fingerprint';
  for (const kind of kinds) {
    if (kind.fingerprint !== message.fingerprint) continue;
    misfit = 'codec';
    if (kind.codec !== message.codec) continue;
    return message.regions.every(({ vector }) => vector.length === kind.vectorBytes) ? kind : 'vector_size';
  }
  return misfit;
}
