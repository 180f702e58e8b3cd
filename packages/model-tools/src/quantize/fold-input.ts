import {
  floatConstant,
  floatValues,
  graphNode,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
} from '@splitsight/inference/onnx';
import { type GraphLinks, linkGraph } from '../graph/links.ts';
import { dropUnused } from './drop-unused.ts';
import { byteScalar } from './tensors.ts';

/** What the arithmetic between a picture's bytes and the first convolution does: x = gain × byte + shift. */
interface Affine {
  /** The value that holds the bytes. */
  readonly bytes: string;
  /** One a channel. */
  readonly gain: readonly number[];
  readonly shift: readonly number[];
}

/**
 * Moves scale, mean and deviation of the picture into the first convolution, which then takes the bytes as they are. In
 * float this arithmetic is a twentieth of the time of a small network, in integers a quarter.
 *
 * Inside the picture the result is the same. At its edge the convolution is padded with one grey for all channels in place
 * of the mean of each; the difference is below the error of 8 bits.
 *
 * @param keep names of nodes that stay in float.
 * @returns the model as it was where it does not begin that way.
 */
export function foldInput(model: OnnxModel, keep: ReadonlySet<string>): OnnxModel {
  const { graph } = model;
  const links = linkGraph(graph);
  for (const conv of graph.node) {
    const affine = conv.opType === 'Conv' && !keep.has(conv.name) ? traceBack(graph, links, conv) : undefined;
    if (affine) return rewrite(model, links, conv, affine);
  }
  return model;
}

/** Follows the input of a convolution back to bytes, as long as there is nothing but arithmetic with constants. */
function traceBack(
  graph: OnnxGraph,
  { producers, consumers, constants }: GraphLinks,
  conv: OnnxNode,
): Affine | undefined {
  const weight = constants.get(conv.input[1] ?? '');
  const channels = Number(weight?.dims[1] ?? 0);
  if (!weight || conv.attribute.some(({ name, i }) => name === 'group' && Number(i) !== 1)) return undefined;
  let gain: number[] = Array(channels).fill(1);
  let shift: number[] = Array(channels).fill(0);
  let value = conv.input[0] ?? '';
  for (;;) {
    const node = producers.get(value);
    if (!node || consumers.get(value)?.length !== 1) return undefined;
    const [first = '', second = ''] = node.input;
    if (node.opType === 'Cast') return isBytes(graph, producers, first) ? { bytes: first, gain, shift } : undefined;
    const constant = constants.get(second);
    const values = constant && perChannel(floatValues(constant), constant.dims.map(Number), channels);
    if (!values) return undefined;
    // x = gain × (value before this node, and what it does) + shift
    const before = [...gain];
    if (node.opType === 'Mul') gain = gain.map((g, c) => g * (values[c] as number));
    else if (node.opType === 'Div') gain = gain.map((g, c) => g / (values[c] as number));
    else if (node.opType === 'Add') shift = shift.map((s, c) => s + (before[c] as number) * (values[c] as number));
    else if (node.opType === 'Sub') shift = shift.map((s, c) => s - (before[c] as number) * (values[c] as number));
    else return undefined;
    value = first;
  }
}

/** A constant as one value a channel; undefined where it is of another shape. */
function perChannel(values: Float32Array, dims: readonly number[], channels: number): readonly number[] | undefined {
  if (values.length === 1) return Array(channels).fill(values[0]);
  const isChannels = values.length === channels && dims.at(-3) === channels;
  return isChannels ? [...values] : undefined;
}

/** Whether a value is the bytes of the picture, perhaps with the axes in another order. */
function isBytes(graph: OnnxGraph, producers: GraphLinks['producers'], value: string): boolean {
  const uint8 = 2;
  const producer = producers.get(value);
  if (producer) return producer.opType === 'Transpose' && isBytes(graph, producers, producer.input[0] ?? '');
  return graph.input.some(({ name, type }) => name === value && type?.tensorType.elemType === uint8);
}

function rewrite(
  model: OnnxModel,
  { constants }: GraphLinks,
  conv: OnnxNode,
  { bytes, gain, shift }: Affine,
): OnnxModel {
  const { graph } = model;
  const [, weightName = '', biasName = ''] = conv.input;
  const weight = constants.get(weightName);
  const bias = constants.get(biasName);
  if (!weight || (biasName !== '' && !bias)) return model;
  const dims = weight.dims.map(Number);
  const [outputs = 0, inputs = 0] = dims;
  const values = floatValues(weight);
  const area = values.length / (outputs * inputs);
  // The byte that stands for 0 on the average of the channels; the rest of the shift goes into the bias.
  const zero = Math.max(
    0,
    Math.min(255, Math.round(-gain.reduce((sum, g, c) => sum + (shift[c] as number) / g, 0) / inputs)),
  );
  const scaled = values.map((value, i) => value * (gain[Math.floor(i / area) % inputs] as number));
  const biases = Float32Array.from({ length: outputs }, (_, output) => {
    let sum = bias ? (floatValues(bias)[output] as number) : 0;
    for (let input = 0; input < inputs; input++) {
      const rest = (shift[input] as number) + (gain[input] as number) * zero;
      for (let i = 0; i < area; i++) sum += rest * (values[(output * inputs + input) * area + i] as number);
    }
    return sum;
  });
  const names = { step: `${bytes}_step`, zero: `${bytes}_zero`, value: `${bytes}_value` };
  const folded: OnnxNode = { ...conv, input: [names.value, `${weightName}_folded`, `${conv.name}_bias_folded`] };
  const nodes = graph.node.flatMap((node) =>
    node === conv ? [graphNode('DequantizeLinear', [bytes, names.step, names.zero], [names.value]), folded] : [node],
  );
  return dropUnused({
    ...model,
    graph: {
      ...graph,
      node: nodes,
      initializer: [
        ...graph.initializer,
        floatConstant(names.step, [], [1]),
        byteScalar(names.zero, zero),
        floatConstant(`${weightName}_folded`, dims, scaled),
        floatConstant(`${conv.name}_bias_folded`, [outputs], biases),
      ],
    },
  });
}
