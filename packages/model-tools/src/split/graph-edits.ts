import { type OnnxModel, type OnnxNode, type Result, shapeConstant } from '@splitsight/inference/onnx';
import { ancestorsOf } from '../graph/ancestors.ts';
import { constantInts, intAttribute } from '../graph/attributes.ts';
import { linkGraph } from '../graph/links.ts';
import type { Cut } from './cut.ts';

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
 * Makes reshapes work for any number of pictures where their shape is written for one, and behind the cut where it is
 * computed, perhaps from a value before it: the first dimension becomes that of the value reshaped. For one picture nothing
 * changes.
 *
 * @param values what the model's values hold for one picture.
 */
export function freeReshapes(
  model: OnnxModel,
  { value: cut }: Pick<Cut, 'value'>,
  values: ReadonlyMap<string, Result>,
): OnnxModel {
  const { graph } = model;
  const links = linkGraph(graph);
  const behind = (value: string) => ancestorsOf(links, value).has(cut);
  const shapes = new Map<string, readonly number[]>();
  const node = graph.node.map((reshape): OnnxNode => {
    const [data = '', shape = ''] = reshape.input;
    const keeps = values.get(data)?.shape[0] === 1 && values.get(reshape.output[0] ?? '')?.shape[0] === 1;
    if (reshape.opType !== 'Reshape' || !keeps || intAttribute(reshape, 'allowzero') === 1) return reshape;
    const written = constantInts(links, shape);
    const wanted = written ?? (behind(data) ? values.get(reshape.output[0] ?? '')?.shape : undefined);
    if (wanted?.[0] !== 1) return reshape;
    const freed = `${shape}_free`;
    shapes.set(freed, [0, ...wanted.slice(1)]);
    return { ...reshape, input: [data, freed] };
  });
  const constants = [...shapes].map(([name, dims]) => shapeConstant(name, dims));
  return { ...model, graph: { ...graph, node, initializer: [...graph.initializer, ...constants] } };
}
