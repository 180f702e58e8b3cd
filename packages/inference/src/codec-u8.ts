import { type DecodingSteps, type FeatureForm, rootNodes } from './decoding-steps.ts';
import { inferenceError } from './errors.ts';
import type { OnnxGraph, OnnxTensor } from './onnx-file.ts';
import { byteConstant, encodeGraph, floatConstant, floatValues, graphNode, graphPort } from './onnx-graph.ts';

/**
 * Writes the graph of `u8`: `features` [n, D] → `vector` uint8 [n, D]. Dimension i goes from 0 to 255 × stepSizes[i]; what
 * is higher is cut, and features come after a ReLU, so 0 is exact.
 *
 * @param form what the steps are of: roots, whose steps are fine where features are small, or features as they are, which
 *   codecs of old are of.
 */
export function encodeU8Codec(stepSizes: Float32Array, form: FeatureForm): Uint8Array {
  const dims = stepSizes.length;
  return encodeGraph({
    name: 'codec-u8',
    nodes: [
      ...(form === 'root' ? rootNodes : []),
      graphNode('QuantizeLinear', [valuesOf[form], 'step', 'zero'], ['vector'], { axis: 1 }),
    ],
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
  const form = graph.node.some(({ opType }) => opType === 'Sqrt') ? 'root' : 'plain';
  const features = valuesOf[form];
  return {
    input: { type: 'uint8', width: dims },
    nodes: [graphNode('DequantizeLinear', ['vector', 'step', 'zero'], [features], { axis: 1 })],
    constants: constantsOf(stepSizes),
    features,
    form,
  };
}

const valuesOf = { plain: 'features', root: 'roots' } as const;

function constantsOf(stepSizes: Float32Array): OnnxTensor[] {
  return [floatConstant('step', [stepSizes.length], stepSizes), byteConstant('zero', new Uint8Array(stepSizes.length))];
}
