import { join } from 'node:path';
import { type BackboneManifest, findVariant, readCheckedFile } from '@splitsight/inference';
import { openSession, type Session } from '@splitsight/inference/onnx';
import type { PrecisionName } from '@splitsight/wire';

/** A backbone in one precision, as the bytes of its file. */
export interface BackboneGraph {
  readonly precision: PrecisionName;
  readonly graph: Uint8Array;
}

/** Reads a backbone and its variants from their folder, float32 first. @throws CodedError as reading a model's file */
export function readGraphs(directory: string, manifest: BackboneManifest): BackboneGraph[] {
  const precisions = ['float32' as const, ...(manifest.variants ?? []).map(({ precision }) => precision)];
  return precisions.map((precision) => ({
    precision,
    graph: readCheckedFile(directory, findVariant(manifest, precision).file, manifest.files),
  }));
}

/** A backbone's session, ready to look at one picture at a time. */
export interface OpenGraph {
  readonly precision: PrecisionName;
  /** @returns the features of a picture, which are memory of their own. */
  run(image: Uint8Array): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Opens graphs of one backbone; none is left open on an error. @throws CodedError MODEL_LOAD */
export async function openGraphs(
  graphs: readonly BackboneGraph[],
  { name, input }: BackboneManifest,
  threads: number,
): Promise<OpenGraph[]> {
  const open: OpenGraph[] = [];
  try {
    for (const { precision, graph } of graphs) {
      open.push(openGraph(precision, await openSession(graph, threads, join(name, precision)), input));
    }
    return open;
  } catch (error) {
    await closeGraphs(open);
    throw error;
  }
}

export async function closeGraphs(graphs: readonly OpenGraph[]): Promise<void> {
  for (const graph of graphs) await graph.close();
}

function openGraph(precision: PrecisionName, session: Session, input: BackboneManifest['input']): OpenGraph {
  const shape = [1, input.height, input.width, 3];
  return {
    precision,
    async run(data) {
      const features = (await session.run({ image: { type: 'uint8', data, shape } })).get('features');
      return features?.type === 'float32' ? features.data : new Float32Array(0);
    },
    close: () => session.close(),
  };
}
