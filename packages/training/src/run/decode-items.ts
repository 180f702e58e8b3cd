import { openDecoder } from '@splitsight/inference';
import type { DataSet } from '../data-set.ts';

const batch = 1024;

/** Turns the vectors of a data set into what a head's first layer sees: items × dims. Errors as openBackbone. */
export async function decodeItems(
  { items, codec }: DataSet,
  backbone: { readonly directory: string; readonly dims: number },
  signal: AbortSignal,
): Promise<Float32Array> {
  const decoder = await openDecoder(backbone.directory, codec, 'root');
  try {
    const features = new Float32Array(items.length * backbone.dims);
    for (let first = 0; first < items.length; first += batch) {
      signal.throwIfAborted();
      const some = items.slice(first, first + batch);
      const decoded = await decoder.decode(Buffer.concat(some.map(({ vector }) => vector)), some.length);
      features.set(decoded, first * backbone.dims);
    }
    return features;
  } finally {
    await decoder.close();
  }
}
