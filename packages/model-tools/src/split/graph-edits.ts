import { type OnnxModel, type OnnxNode, type Result, shapeConstant } from '@splitsight/inference/onnx';
import { constantInts, intAttribute } from '../graph/attributes.ts';
import { linkGraph } from '../graph/links.ts';

/** A model whose values were renamed, and how. */
export interface Renamed {
  readonly model: OnnxModel;
  readonly nameOf: (value: string) => string;
}

/** Renames the values of a model that have one of `names`, so that others can take them. */
export function freeNames(model: OnnxModel, names: readonly string[]): Renamed {
  const { graph } = model;
  const taken = new Set([...graph.node.flatMap(({ output }) => output), ...graph.input.map(({ name }) => name)]);
  for (const { name } of graph.initializer) taken.add(name);
  const renamed = new Map<string, string>();
  for (const name of names) {
    let other = `model_${name}`;
    while (taken.has(other)) other = `_${other}`;
    renamed.set(name, other);
    taken.add(other);
  }
  const nameOf = (value: string) => renamed.get(value) ?? value;
  const rename = <Item extends { readonly name: string }>(item: Item): Item => ({ ...item, name: nameOf(item.name) });
  return {
    nameOf,
    model: {
      ...model,
      graph: {
        ...graph,
        node: graph.node.map((node) => ({ ...node, input: node.input.map(nameOf), output: node.output.map(nameOf) })),
        initializer: graph.initializer.map(rename),
        input: graph.input.map(rename),
        output: graph.output.map(rename),
      },
    },
  };
}

/**
 * Frees the batch of reshapes: a first dimension that is written as 1 in the graph becomes that of the value reshaped. For
 * one picture nothing changes.
 *
 * @param values what the model's values hold for one picture.
 */
export function freeBatch(model: OnnxModel, values: ReadonlyMap<string, Result>): OnnxModel {
  const { graph } = model;
  const links = linkGraph(graph);
  const shapes = new Map<string, number[]>();
  const node = graph.node.map((reshape): OnnxNode => {
    const [data = '', shape = ''] = reshape.input;
    const [first, ...rest] = (reshape.opType === 'Reshape' && constantInts(links, shape)) || [];
    const keeps = values.get(data)?.shape[0] === 1 && intAttribute(reshape, 'allowzero') !== 1;
    if (first !== 1 || !keeps) return reshape;
    const freed = `${shape}_free`;
    shapes.set(freed, [0, ...rest]);
    return { ...reshape, input: [data, freed] };
  });
  const constants = [...shapes].map(([name, dims]) => shapeConstant(name, dims));
  return { ...model, graph: { ...graph, node, initializer: [...graph.initializer, ...constants] } };
}
