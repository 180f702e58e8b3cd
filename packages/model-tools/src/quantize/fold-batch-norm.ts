import { floatConstant, floatValues, type OnnxModel, type OnnxNode, type OnnxTensor } from '@splitsight/inference/onnx';
import { linkGraph } from '../graph/links.ts';
import { dropUnused } from './drop-unused.ts';

/** What BatchNormalization adds to the variance unless its attribute says otherwise. */
const defaultEpsilon = 1e-5;

/**
 * Takes each BatchNormalization into the convolution before it: y = gain × (x − mean) + shift is one more factor for the
 * weights of a channel and one more summand for its bias. One that follows something else stays.
 */
export function foldBatchNorms(model: OnnxModel): OnnxModel {
  const { graph } = model;
  const { producers, consumers, constants } = linkGraph(graph);
  const replaced = new Map<OnnxNode, OnnxNode | undefined>();
  const added: OnnxTensor[] = [];
  for (const norm of graph.node) {
    if (norm.opType !== 'BatchNormalization') continue;
    const [value = '', ...names] = norm.input;
    const conv = producers.get(value);
    const weight = constants.get(conv?.input[1] ?? '');
    const bias = constants.get(conv?.input[2] ?? '');
    const isAlone = consumers.get(value)?.length === 1 && !graph.output.some((port) => port.name === value);
    if (conv?.opType !== 'Conv' || !weight || (conv.input[2] && !bias) || !isAlone || norm.output.length > 1) continue;
    const [scale, offset, mean, variance] = names
      .map((name) => constants.get(name))
      .map((one) => one && floatValues(one));
    if (!scale || !offset || !mean || !variance) continue;
    const epsilon = norm.attribute.find(({ name }) => name === 'epsilon')?.f ?? defaultEpsilon;
    const gain = scale.map((one, channel) => one / Math.sqrt((variance[channel] as number) + epsilon));
    const values = floatValues(weight);
    const size = values.length / gain.length;
    const before = bias ? floatValues(bias) : new Float32Array(gain.length);
    const weights = `${norm.name || norm.output[0]}_weight`;
    const biases = `${norm.name || norm.output[0]}_bias`;
    added.push(
      floatConstant(
        weights,
        weight.dims.map(Number),
        values.map((one, i) => one * (gain[Math.floor(i / size)] as number)),
      ),
      floatConstant(
        biases,
        [gain.length],
        gain.map((factor, i) => ((before[i] as number) - (mean[i] as number)) * factor + (offset[i] as number)),
      ),
    );
    replaced.set(conv, { ...conv, input: [conv.input[0] ?? '', weights, biases], output: norm.output.slice(0, 1) });
    replaced.set(norm, undefined);
  }
  if (replaced.size === 0) return model;
  const node = graph.node.flatMap((one) => (replaced.has(one) ? (replaced.get(one) ?? []) : [one]));
  return dropUnused({ ...model, graph: { ...graph, node, initializer: [...graph.initializer, ...added] } });
}
