import type { OnnxGraph, OnnxNode, OnnxTensor } from '@splitsight/inference/onnx';

/** Who makes and who takes each value of a graph. */
export interface GraphLinks {
  /** The node that makes a value; inputs and constants have none. */
  readonly producers: ReadonlyMap<string, OnnxNode>;
  /** The nodes that take a value, in the order they run. */
  readonly consumers: ReadonlyMap<string, readonly OnnxNode[]>;
  /** Constants that the graph carries beside its nodes. */
  readonly constants: ReadonlyMap<string, OnnxTensor>;
}

/** Links the nodes of a graph. */
export function linkGraph(graph: OnnxGraph): GraphLinks {
  const consumers = new Map<string, OnnxNode[]>();
  for (const node of graph.node) {
    for (const value of new Set(node.input)) {
      const others = consumers.get(value);
      if (others) others.push(node);
      else consumers.set(value, [node]);
    }
  }
  return {
    producers: new Map(graph.node.flatMap((node) => node.output.map((value) => [value, node]))),
    consumers,
    constants: new Map(graph.initializer.map((constant) => [constant.name, constant])),
  };
}

/** The inputs of a graph that are fed: files of old format list their constants among the inputs too. */
export function fedInputs(graph: OnnxGraph): OnnxGraph['input'] {
  const constants = new Set(graph.initializer.map(({ name }) => name));
  return graph.input.filter(({ name }) => !constants.has(name));
}
