import type { OnnxGraph, OnnxNode } from '@splitsight/inference/onnx';
import { linkGraph } from '../graph/links.ts';

/** Which nodes of a graph compute in integers, and which values are held in 8 bits for them. */
export interface Int8Plan {
  readonly nodes: ReadonlySet<OnnxNode>;
  /** Value → the value whose range it shares: itself, or what a pooling took it from. */
  readonly values: ReadonlyMap<string, string>;
}

/** What ONNX Runtime takes into the step before it when the result is held in 8 bits from 0 on. */
const absorbed = new Set(['Relu', 'Clip']);

/**
 * Plans which nodes compute in integers: convolutions with constant weights, sums and joins of what they give, and the
 * pooling of values that are held in 8 bits anyway. A node that nothing in integers takes up (the sum before the pooling)
 * stays in float.
 *
 * @param keep names of nodes that stay in float.
 */
export function planInt8(graph: OnnxGraph, keep: ReadonlySet<string>): Int8Plan {
  const { producers, consumers, constants } = linkGraph(graph);
  const free = (node: OnnxNode) => !keep.has(node.name);
  const isConstant = (value: string | undefined) => value === undefined || value === '' || constants.has(value);

  /** The value that holds what a node gives after the steps that are absorbed into it. */
  function resultOf(node: OnnxNode): string {
    const value = node.output[0] ?? '';
    const [next, ...others] = consumers.get(value) ?? [];
    const declared = graph.output.some((port) => port.name === value);
    return next && others.length === 0 && !declared && absorbed.has(next.opType) ? resultOf(next) : value;
  }

  const nodes = new Set(
    graph.node.filter(
      (node) => node.opType === 'Conv' && free(node) && isConstant(node.input[1]) && isConstant(node.input[2]),
    ),
  );
  const values = new Map<string, string>();
  for (const node of nodes) {
    for (const value of [node.input[0] ?? '', resultOf(node)]) {
      // What comes from bytes is in 8 bits already.
      if (producers.get(value)?.opType !== 'DequantizeLinear') values.set(value, value);
    }
  }
  // From the end to the start: a sum is worth computing in integers when what takes it is.
  for (const node of [...graph.node].reverse()) {
    const isJoin = node.opType === 'Add' || node.opType === 'Concat';
    if (!isJoin || !free(node) || node.input.some((value) => constants.has(value))) continue;
    if (!values.has(resultOf(node))) continue;
    nodes.add(node);
    for (const value of node.input) values.set(value, value);
  }
  for (const node of graph.node) {
    const [from = ''] = node.input;
    if (node.opType !== 'MaxPool' || !free(node) || !values.has(from)) continue;
    nodes.add(node);
    values.set(resultOf(node), values.get(from) ?? from);
  }
  return { nodes, values };
}
