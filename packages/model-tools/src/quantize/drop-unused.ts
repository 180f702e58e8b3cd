import type { OnnxModel } from '@splitsight/inference/onnx';

/** Leaves out the nodes and constants of a model that no output needs. */
export function dropUnused(model: OnnxModel): OnnxModel {
  const { graph } = model;
  const wanted = new Set(graph.output.map(({ name }) => name));
  const node = graph.node.toReversed().filter(({ input, output }) => {
    const isWanted = output.some((value) => wanted.has(value));
    if (isWanted) for (const value of input) wanted.add(value);
    return isWanted;
  });
  const initializer = graph.initializer.filter(({ name }) => wanted.has(name));
  // Files of old format list their constants among the inputs too.
  const known = new Set(graph.initializer.map(({ name }) => name));
  const input = graph.input.filter(({ name }) => !known.has(name));
  return { ...model, graph: { ...graph, node: node.toReversed(), initializer, input } };
}
