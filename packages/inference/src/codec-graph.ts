import { join } from 'node:path';
import type { CodecName } from '@splitsight/wire';
import { codecFile } from './codec.ts';
import { inferenceError } from './errors.ts';
import type { BackboneManifest } from './manifest.ts';
import { readCheckedFile } from './model-files.ts';
import { decodeOnnx, type OnnxNode, type OnnxTensor } from './onnx-file.ts';
import { byteConstant, encodeGraph, floatConstant, floatValues, graphNode, graphPort } from './onnx-graph.ts';

/**
 * What a head's linear layer sees: the features, or their square roots. Roots tame the few large values of features that
 * come after a ReLU and a mean (power normalisation: Perronnin et al. 2010, Improving the Fisher Kernel).
 */
export type FeatureForm = 'plain' | 'root';

/** The start of a head's graph: what turns the codec's bytes back into features. */
export interface DecodingSteps {
  /** The type and width of the head's input `vector`. */
  readonly input: { readonly type: 'float32' | 'uint8'; readonly width: number };
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxTensor[];
  /** The value that holds the features. */
  readonly features: string;
}

/** Steps of 8 bits a value. */
const steps = 255;

/**
 * Chooses the range of each dimension for `u8`: 0 to the given quantile over a calibration set. Features come after a
 * ReLU, so 0 is exact; the few values above the quantile are cut to it.
 *
 * @param features count × dims
 * @param quantile 0.999 unless told: one value in a thousand may be cut.
 * @returns the size of one step of each dimension; a dimension that is always 0 gets the smallest range of all.
 */
export function calibrateU8(features: Float32Array, dims: number, quantile = 0.999): Float32Array {
  const count = features.length / dims;
  const tops = Float32Array.from({ length: dims }, (_, dimension) => {
    const column = Float32Array.from({ length: count }, (_, row) => features[row * dims + dimension] as number).sort();
    return column[Math.min(count - 1, Math.ceil(quantile * count) - 1)] ?? 0;
  });
  const smallest = Math.max(1e-6, Math.min(...tops.filter((top) => top > 0)));
  return tops.map((top) => Math.max(top, Number.isFinite(smallest) ? smallest : 1) / steps);
}

/** Writes the graph of `u8` from the step sizes of {@link calibrateU8}: `features` [n, D] → `vector` uint8 [n, D]. */
export function encodeU8Codec(stepSizes: Float32Array): Uint8Array {
  const dims = stepSizes.length;
  return encodeGraph({
    name: 'codec-u8',
    nodes: [graphNode('QuantizeLinear', ['features', 'step', 'zero'], ['vector'], { axis: 1 })],
    constants: u8Constants(stepSizes),
    inputs: [graphPort('features', 'float32', ['n', dims])],
    outputs: [graphPort('vector', 'uint8', ['n', dims])],
  });
}

/**
 * The inverse of a backbone's codec, to be put in front of a head, and the form that the head wants.
 *
 * @throws CodedError MODEL_CODEC_MISSING and what reading a model file throws.
 */
export function readDecodingSteps(
  directory: string,
  manifest: BackboneManifest,
  codec: CodecName,
  form: FeatureForm,
): DecodingSteps {
  const steps = inverseOf(directory, manifest, codec);
  if (form === 'plain') return steps;
  return { ...steps, nodes: [...steps.nodes, graphNode('Sqrt', [steps.features], ['roots'])], features: 'roots' };
}

function inverseOf(directory: string, manifest: BackboneManifest, codec: CodecName): DecodingSteps {
  const { dims, files } = manifest;
  if (codec === 'f32') {
    return { input: { type: 'float32', width: dims }, nodes: [], constants: [], features: 'vector' };
  }
  const file = codecFile(codec);
  const path = join(directory, file);
  if (codec !== 'u8' || !files[file]) {
    throw inferenceError('MODEL_CODEC_MISSING', `${codec} of ${manifest.name} (${file})`);
  }
  const { graph } = decodeOnnx(readCheckedFile(directory, file, files), path);
  const step = graph.initializer.find((constant) => constant.name === 'step');
  const stepSizes = step ? floatValues(step) : new Float32Array(0);
  if (stepSizes.length !== dims) throw inferenceError('MODEL_CONTRACT', `${path}: no step size for each dimension`);
  return {
    input: { type: 'uint8', width: dims },
    nodes: [graphNode('DequantizeLinear', ['vector', 'step', 'zero'], ['features'], { axis: 1 })],
    constants: u8Constants(stepSizes),
    features: 'features',
  };
}

function u8Constants(stepSizes: Float32Array): OnnxTensor[] {
  return [floatConstant('step', [stepSizes.length], stepSizes), byteConstant('zero', new Uint8Array(stepSizes.length))];
}
