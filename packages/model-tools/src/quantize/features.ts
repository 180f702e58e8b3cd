import type { BackboneManifest } from '@splitsight/inference';
import type { PrecisionName } from '@splitsight/wire';
import { type BackboneGraph, closeGraphs, openGraphs } from './graphs.ts';

/**
 * Looks at pictures with several graphs of one backbone. One picture is in memory at a time; features are 1 to 8 kB each.
 *
 * @returns for each precision, count × dims.
 * @throws CodedError MODEL_LOAD, MODEL_RUN, and whatever reading the images throws.
 */
export async function featuresOf(
  graphs: readonly BackboneGraph[],
  manifest: BackboneManifest,
  images: AsyncIterable<Uint8Array>,
  threads: number,
): Promise<ReadonlyMap<PrecisionName, Float32Array>> {
  const open = await openGraphs(graphs, manifest, threads);
  const rows = open.map((): Float32Array[] => []);
  try {
    for await (const image of images) {
      for (const [i, graph] of open.entries()) rows[i]?.push(await graph.run(image));
    }
  } finally {
    await closeGraphs(open);
  }
  return new Map(open.map(({ precision }, i) => [precision, joined(rows[i] ?? [], manifest.dims)]));
}

function joined(rows: readonly Float32Array[], dims: number): Float32Array {
  const all = new Float32Array(rows.length * dims);
  rows.forEach((row, i) => {
    all.set(row, i * dims);
  });
  return all;
}
