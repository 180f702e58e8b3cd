import {
  floatConstant,
  floatValues,
  graphNode,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
} from '@splitsight/inference/onnx';
import { linkGraph } from '../graph/links.ts';
import type { Range } from './histogram.ts';
import type { Int8Plan } from './plan.ts';
import { byteScalar, int8Constant, int32Constant } from './tensors.ts';

/** How a value is held in 8 bits: value = scale × (byte − zero). */
interface Scale {
  readonly scale: number;
  readonly zero: number;
}

/**
 * Writes a model anew with the nodes of a plan in integers, in the form that runtimes know as QDQ: a value that is held in
 * 8 bits passes a QuantizeLinear and a DequantizeLinear, and each weight a DequantizeLinear, which ONNX Runtime takes
 * together with the node between them into one integer kernel.
 *
 * Values are uint8 with a zero of their own; weights int8 around 0 with a scale for each output channel; biases int32.
 *
 * @param weightTop the largest weight: 127, or 63 where pairs of products must not overflow 16 bits (see below).
 */
export function quantiseModel(
  model: OnnxModel,
  plan: Int8Plan,
  ranges: ReadonlyMap<string, Range>,
  weightTop: number,
): OnnxModel {
  const { constants: known, producers } = linkGraph(model.graph);
  const constants = new Map<string, OnnxTensor>();
  const nodes: OnnxNode[] = [];
  const scales = new Map([...plan.values].map(([value, owner]) => [value, scaleOf(ranges.get(owner))]));
  const put = (constant: OnnxTensor) => {
    constants.set(constant.name, constant);
    return constant.name;
  };
  const dequantised = (value: string) => (scales.has(value) ? `${value}_dequantised` : value);

  /** The scale of a value that comes from bytes. */
  function givenScale(value: string): number {
    const step = known.get(producers.get(value)?.input[1] ?? '');
    return (step && floatValues(step)[0]) ?? 1;
  }

  function hold(value: string, { scale, zero }: Scale): void {
    const owner = plan.values.get(value) ?? value;
    const scaleName = put(floatConstant(`${owner}_scale`, [], [scale]));
    const zeroName = put(byteScalar(`${owner}_zero`, zero));
    nodes.push(
      graphNode('QuantizeLinear', [value, scaleName, zeroName], [`${value}_quantised`]),
      graphNode('DequantizeLinear', [`${value}_quantised`, scaleName, zeroName], [dequantised(value)]),
    );
  }

  function quantiseWeights({ input }: OnnxNode): string[] {
    const [value = '', weightName = '', biasName = ''] = input;
    const weight = known.get(weightName);
    if (!weight) return [...input];
    const values = floatValues(weight);
    const channels = Number(weight.dims[0]);
    const bias = known.get(biasName);
    const biases = bias ? floatValues(bias) : new Float32Array(channels);
    const inputScale = scales.get(value)?.scale ?? givenScale(value);
    const size = values.length / channels;
    const weightScales = Float32Array.from({ length: channels }, (_, channel) => {
      let top = 0;
      for (let i = channel * size; i < (channel + 1) * size; i++) top = Math.max(top, Math.abs(values[i] as number));
      // A channel of almost no weight would have a bias of more than 32 bits.
      const least = Math.abs(biases[channel] as number) / (inputScale * 2 ** 30);
      return Math.max(top / weightTop, least, 1e-12);
    });
    const scaleName = put(floatConstant(`${weightName}_scale`, [channels], weightScales));
    const rounded = Int8Array.from(values, (weightValue, i) =>
      Math.max(
        -weightTop,
        Math.min(weightTop, Math.round(weightValue / (weightScales[Math.floor(i / size)] as number))),
      ),
    );
    const weightZero = put(int8Constant(`${weightName}_zero`, [channels], new Int8Array(channels)));
    const quantised = put(int8Constant(`${weightName}_quantised`, weight.dims, rounded));
    nodes.push(
      graphNode('DequantizeLinear', [quantised, scaleName, weightZero], [`${weightName}_dequantised`], { axis: 0 }),
    );
    const names = [dequantised(value), `${weightName}_dequantised`];
    if (!bias) return names;
    const biasScales = weightScales.map((scale) => scale * inputScale);
    const biasScale = put(floatConstant(`${biasName}_scale`, [channels], biasScales));
    const biasZero = put(int32Constant(`${biasName}_zero`, new Int32Array(channels)));
    const whole = Int32Array.from(biases, (b, channel) => Math.round(b / (biasScales[channel] as number)));
    const biasQuantised = put(int32Constant(`${biasName}_quantised`, whole));
    nodes.push(
      graphNode('DequantizeLinear', [biasQuantised, biasScale, biasZero], [`${biasName}_dequantised`], { axis: 0 }),
    );
    return [...names, `${biasName}_dequantised`];
  }

  const { graph } = model;
  for (const { name } of graph.input) {
    const scale = scales.get(name);
    if (scale) hold(name, scale);
  }
  for (const node of graph.node) {
    const input = node.opType === 'Conv' && plan.nodes.has(node) ? quantiseWeights(node) : node.input.map(dequantised);
    nodes.push({ ...node, input });
    for (const value of node.output) {
      const scale = scales.get(value);
      if (scale) hold(value, scale);
    }
  }
  const used = new Set(nodes.flatMap((node) => node.input));
  return {
    ...model,
    graph: {
      ...graph,
      node: nodes,
      initializer: [...graph.initializer.filter(({ name }) => used.has(name)), ...constants.values()],
    },
  };
}

function scaleOf(range: Range | undefined): Scale {
  const low = Math.min(0, range?.low ?? 0);
  const high = Math.max(0, range?.high ?? 0);
  const scale = Math.fround((high - low) / 255) || 1;
  return { scale, zero: Math.max(0, Math.min(255, Math.round(-low / scale))) };
}
