import type { DecodingSteps } from './decoding-steps.ts';
import { inferenceError } from './errors.ts';
import type { OnnxGraph, OnnxTensor } from './onnx-file.ts';
import { byteConstant, encodeGraph, floatConstant, floatValues, graphNode, graphPort } from './onnx-graph.ts';

/**
 * Writes the graph of `u8`: `features` [n, D] → `vector` uint8 [n, D]. Dimension i goes from 0 to 255 × stepSizes[i];
 * what is higher is cut. Features come after a ReLU, so 0 is exact.
 */
export function encodeU8Codec(stepSizes: Float32Array): Uint8Array {
  const dims = stepSizes.length;
  return encodeGraph({
    name: 'codec-u8',
    nodes: [graphNode('QuantizeLinear', ['features', 'step', 'zero'], ['vector'], { axis: 1 })],
    constants: constantsOf(stepSizes),
    inputs: [graphPort('features', 'float32', ['n', dims])],
    outputs: [graphPort('vector', 'uint8', ['n', dims])],
  });
}

/** The inverse of a graph of {@link encodeU8Codec}; `path` is what errors call it. @throws CodedError MODEL_CONTRACT */
export function invertU8(graph: OnnxGraph, dims: number, path: string): DecodingSteps {
  const step = graph.initializer.find((constant) => constant.name === 'step');
  const stepSizes = step ? floatValues(step) : new Float32Array(0);
  if (stepSizes.length !== dims) throw inferenceError('MODEL_CONTRACT', `${path}: no step size for each dimension`);
  return {
    input: { type: 'uint8', width: dims },
    nodes: [graphNode('DequantizeLinear', ['vector', 'step', 'zero'], ['features'], { axis: 1 })],
    constants: constantsOf(stepSizes),
    features: 'features',
  };
}

function constantsOf(stepSizes: Float32Array): OnnxTensor[] {
  return [floatConstant('step', [stepSizes.length], stepSizes), byteConstant('zero', new Uint8Array(stepSizes.length))];
}
