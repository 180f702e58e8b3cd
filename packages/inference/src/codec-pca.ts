import { type DecodingSteps, rootNodes } from './decoding-steps.ts';
import { inferenceError } from './errors.ts';
import type { OnnxGraph, OnnxTensor } from './onnx-file.ts';
import { byteConstant, encodeGraph, floatConstant, floatValues, graphNode, graphPort } from './onnx-graph.ts';

/** How many principal components `pca128-u8` keeps: a byte each. */
export const pcaComponents = 128;

/**
 * What `pca128-u8` does to a feature: r = √feature; c = directions · (r − mean); byte i = round(c[i] / steps[i]) + zeros[i],
 * cut to 0..255. Back: r ≈ directionsᵀ · c + mean, and what comes out below 0 is 0.
 *
 * Roots first, because heads see roots: features are sums of few large values, and 128 directions hold their roots more
 * evenly (docs/decisions/0010-codec-on-square-roots.md has the figures).
 */
export interface PcaParts {
  /** One a dimension, of the square roots. */
  readonly mean: Float32Array;
  /** 128 × dims, row by row: unit vectors at right angles. */
  readonly directions: Float32Array;
  /** The size of one step of each component. */
  readonly steps: Float32Array;
  /** The byte that stands for 0 of each component. */
  readonly zeros: Uint8Array;
}

/** Writes the graph of `pca128-u8`: `features` [n, D] → `vector` uint8 [n, 128]. */
export function encodePcaCodec(parts: PcaParts): Uint8Array {
  const dims = parts.mean.length;
  return encodeGraph({
    name: 'codec-pca128-u8',
    nodes: [
      ...rootNodes,
      graphNode('Sub', ['roots', 'mean'], ['centred']),
      graphNode('MatMul', ['centred', 'directions'], ['components']),
      graphNode('QuantizeLinear', ['components', 'step', 'zero'], ['vector'], { axis: 1 }),
    ],
    constants: [
      floatConstant('mean', [dims], parts.mean),
      floatConstant('directions', [dims, pcaComponents], transposed(parts.directions, pcaComponents)),
      ...quantisers(parts),
    ],
    inputs: [graphPort('features', 'float32', ['n', dims])],
    outputs: [graphPort('vector', 'uint8', ['n', pcaComponents])],
  });
}

/** The inverse of a graph of {@link encodePcaCodec}; `path` is what errors call it. @throws CodedError MODEL_CONTRACT */
export function invertPca(graph: OnnxGraph, dims: number, path: string): DecodingSteps {
  const parts = readParts(graph, dims, path);
  return {
    input: { type: 'uint8', width: pcaComponents },
    nodes: [
      graphNode('DequantizeLinear', ['vector', 'step', 'zero'], ['components'], { axis: 1 }),
      graphNode('MatMul', ['components', 'directions'], ['centred']),
      graphNode('Add', ['centred', 'mean'], ['near']),
      graphNode('Relu', ['near'], ['roots']),
    ],
    constants: [
      floatConstant('mean', [dims], parts.mean),
      floatConstant('directions', [pcaComponents, dims], parts.directions),
      ...quantisers(parts),
    ],
    features: 'roots',
    form: 'root',
  };
}

function readParts(graph: OnnxGraph, dims: number, path: string): PcaParts {
  const find = (name: string) => graph.initializer.find((constant) => constant.name === name);
  const floats = (name: string) => {
    const constant = find(name);
    return constant ? floatValues(constant) : new Float32Array(0);
  };
  const parts: PcaParts = {
    mean: floats('mean'),
    directions: transposed(floats('directions'), dims),
    steps: floats('step'),
    zeros: find('zero')?.rawData ?? new Uint8Array(0),
  };
  const lengths = [parts.mean.length, parts.directions.length, parts.steps.length, parts.zeros.length];
  const expected = [dims, dims * pcaComponents, pcaComponents, pcaComponents];
  if (lengths.some((length, i) => length !== expected[i])) {
    throw inferenceError('MODEL_CONTRACT', `${path}: not the mean, directions and steps of ${dims} dimensions`);
  }
  return parts;
}

function quantisers({ steps, zeros }: PcaParts): OnnxTensor[] {
  return [floatConstant('step', [steps.length], steps), byteConstant('zero', zeros)];
}

/** A matrix with as many rows, turned over its diagonal. */
function transposed(values: Float32Array, rows: number): Float32Array {
  const columns = values.length / rows;
  return values.map((_, at) => values[(at % rows) * columns + Math.floor(at / rows)] as number);
}
