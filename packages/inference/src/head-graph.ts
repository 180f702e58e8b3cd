import type { CodecName } from '@splitsight/wire';
import { readDecodingSteps } from './codec-graph.ts';
import type { FeatureForm } from './decoding-steps.ts';
import type { BackboneManifest } from './manifest.ts';
import { encodeGraph, floatConstant, graphNode, graphPort } from './onnx-graph.ts';

/** One layer: each output is the sum of its bias and of its weights times the inputs. */
interface HeadLayer {
  /** outputs × inputs, row by row. */
  readonly weights: ArrayLike<number>;
  /** One an output. */
  readonly bias: ArrayLike<number>;
}

/** A softmax classifier: linear, or with one hidden layer. */
export interface HeadLayers {
  /** Its outputs below 0 count as 0 (ReLU). */
  readonly hidden?: HeadLayer;
  /** One output a class: its logit. */
  readonly output: HeadLayer;
}

/** What a head's graph is made of. */
interface HeadGraphParts {
  readonly name: string;
  /** Where the backbone and its codecs are. */
  readonly backbone: string;
  readonly codec: CodecName;
  readonly form: FeatureForm;
  readonly layers: HeadLayers;
}

/**
 * Writes a head as the bytes of an ONNX file: the codec's bytes → features → the hidden layer, if there is one → logits →
 * probabilities.
 *
 * @throws CodedError MODEL_CODEC_MISSING and what reading a model file throws.
 */
export function encodeHeadGraph(
  { name, backbone, codec, form, layers: { hidden, output } }: HeadGraphParts,
  manifest: BackboneManifest,
): Uint8Array {
  const steps = readDecodingSteps(backbone, manifest, codec, form);
  const classes = output.bias.length;
  const inputs = hidden ? hidden.bias.length : manifest.dims;
  return encodeGraph({
    name: `head-${name}`,
    nodes: [
      ...steps.nodes,
      ...(hidden
        ? [
            graphNode('Gemm', [steps.features, 'hidden_weights', 'hidden_bias'], ['hidden'], { transB: 1 }),
            graphNode('Relu', ['hidden'], ['activations']),
          ]
        : []),
      graphNode('Gemm', [hidden ? 'activations' : steps.features, 'weights', 'bias'], ['logits'], { transB: 1 }),
      graphNode('Softmax', ['logits'], ['probabilities'], { axis: 1 }),
    ],
    constants: [
      ...steps.constants,
      ...(hidden
        ? [
            floatConstant('hidden_weights', [hidden.bias.length, manifest.dims], hidden.weights),
            floatConstant('hidden_bias', [hidden.bias.length], hidden.bias),
          ]
        : []),
      floatConstant('weights', [classes, inputs], output.weights),
      floatConstant('bias', [classes], output.bias),
    ],
    inputs: [graphPort('vector', steps.input.type, ['n', steps.input.width])],
    outputs: [graphPort('probabilities', 'float32', ['n', classes])],
  });
}
