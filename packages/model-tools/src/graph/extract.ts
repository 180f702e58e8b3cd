import type { OnnxModel, OnnxNode, OnnxValueInfo } from '@splitsight/inference/onnx';
import { modelToolsError } from '../errors.ts';
import { linkGraph } from './links.ts';

/**
 * Takes out the part of a model that lies between `inputs` and `outputs`: the nodes that the outputs need, in their
 * order, and the constants that those need. Names, operator set and values stay as they are.
 *
 * @param inputs values of the model that become inputs; those that nothing needs stay inputs all the same.
 * @throws CodedError MODELS_TENSOR for an output that the model does not have, MODELS_CUT when the outputs also need an
 *   input of the model that is not among `inputs`.
 */
export function extractGraph(
  model: OnnxModel,
  name: string,
  inputs: readonly OnnxValueInfo[],
  outputs: readonly OnnxValueInfo[],
): OnnxModel {
  const { graph } = model;
  const { producers, constants } = linkGraph(graph);
  const given = new Set(inputs.map((port) => port.name));
  const wanted = new Set<OnnxNode>();
  const carried = new Set<string>();
  const open = outputs.map((port) => port.name);
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    // An empty name is an optional input that is left out.
    if (value === '' || given.has(value) || carried.has(value)) continue;
    const producer = producers.get(value);
    if (producer) {
      if (wanted.has(producer)) continue;
      wanted.add(producer);
      open.push(...producer.input);
    } else if (constants.has(value)) carried.add(value);
    else if (graph.input.some((port) => port.name === value))
      throw modelToolsError('MODELS_CUT', `${name} ("${value}")`);
    else throw modelToolsError('MODELS_TENSOR', `${name} ("${value}")`);
  }
  return {
    ...model,
    graph: {
      ...graph,
      name,
      node: graph.node.filter((node) => wanted.has(node)),
      initializer: graph.initializer.filter((constant) => carried.has(constant.name)),
      input: [...inputs],
      output: [...outputs],
      valueInfo: [],
    },
  };
}
