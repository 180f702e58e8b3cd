import type { CodecName } from '@splitsight/wire';
import { readDecodingSteps } from './codec-graph.ts';
import { floatOutput } from './contract.ts';
import type { FeatureForm } from './decoding-steps.ts';
import { readBackboneManifest } from './model-files.ts';
import { encodeGraph, graphNode, graphPort } from './onnx-graph.ts';
import { openSession } from './session.ts';
import { vectorValues } from './vector-values.ts';

/** Turns a codec's bytes back into what a head's linear layer sees, exactly as the start of the head does. */
export interface Decoder {
  /** Decodes `count` vectors, one after the other, into count × dims values. */
  decode(vectors: Uint8Array, count: number): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Opens the inverse of a codec of the backbone in `directory`, for training. Errors as openBackbone. */
export async function openDecoder(directory: string, codec: CodecName, form: FeatureForm = 'plain'): Promise<Decoder> {
  const manifest = readBackboneManifest(directory);
  const { dims } = manifest;
  const steps = readDecodingSteps(directory, manifest, codec, form);
  const name = `the inverse of ${codec}`;
  const graph = encodeGraph({
    name,
    nodes: [...steps.nodes, graphNode('Identity', [steps.features], ['decoded'])],
    constants: steps.constants,
    inputs: [graphPort('vector', steps.input.type, ['n', steps.input.width])],
    outputs: [graphPort('decoded', 'float32', ['n', dims])],
  });
  const session = await openSession(graph, 1, name);
  return {
    async decode(vectors, count) {
      const results = await session.run({ vector: vectorValues(vectors, count, codec, dims) });
      return floatOutput(results, 'decoded', [count, dims], name);
    },
    close: () => session.close(),
  };
}
