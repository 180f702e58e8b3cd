import type { OnnxGraph, OnnxNode, Result } from '@splitsight/inference/onnx';

/** A value that crosses a cut: computed from the picture before it, needed after it. */
export interface CrossingValue {
  readonly name: string;
  readonly type: 'uint8' | 'float32';
  /** For one picture. */
  readonly shape: readonly number[];
}

/** What is special about a cut: nothing has run, a global pooling has just run, everything has run. */
export type CutMark = 'input' | 'pooling' | 'output';

/** A place where a graph can be parted in two. */
export interface Cut {
  /** All that crosses, in the order it is made; at least one. */
  readonly values: readonly CrossingValue[];
  readonly marks: readonly CutMark[];
}

/**
 * Operations that cost next to nothing beside a convolution, or melt into the one before them: they change one value at
 * a time, or only its shape, or put values together. Two cuts with none but these between them are the same place.
 */
const lightOperators = new Set(
  (
    'Relu LeakyRelu PRelu Clip Elu Selu Sigmoid HardSigmoid HardSwish Tanh Gelu Softplus Softmax LogSoftmax Erf ' +
    'BatchNormalization Dropout Add Sub Mul Div Sum Sqrt Pow Neg Abs Concat Cast Identity Transpose Reshape Flatten ' +
    'Squeeze Unsqueeze Shape Size Gather Slice Split Pad Expand Constant ConstantOfShape Range QuantizeLinear ' +
    'DequantizeLinear DynamicQuantizeLinear ArgMax ArgMin Equal Where'
  ).split(' '),
);
/** Light ones that change no value: what they give is not worth another name. */
const shapeOperators = new Set(['Identity', 'Dropout', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Transpose']);
const globalPoolings = new Set(['GlobalAveragePool', 'GlobalMaxPool', 'GlobalLpPool', 'ReduceMean']);

/** Values in all that crosses: bytes, once every value is one byte. */
export function valueCount(cut: Pick<Cut, 'values'>): number {
  return cut.values.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
}

/** Bytes of all that crosses as it is: four a float32, one a uint8. */
export function plainBytes(cut: Pick<Cut, 'values'>): number {
  return cut.values.reduce(
    (sum, { type, shape }) => sum + shape.reduce((product, size) => product * size, type === 'float32' ? 4 : 1),
    0,
  );
}

/**
 * Lists the places where a graph can be parted, in the order its nodes run: between any two nodes, what was computed from
 * the input before and is needed after crosses. Constants do not. Inside a residual block the branch and the way around
 * it both cross.
 *
 * Between two operations that cost time there is one place: where the fewest bytes cross, of equals the last that
 * changes a value (behind the Relu, not before it); before the first of them, the input itself. Where anything but float32 and bytes crosses (a
 * shape, a class number) there is none.
 *
 * @param graph its nodes in the order they run; nothing in it that its outputs do not need.
 * @param results what each value held for one picture, the inputs among them.
 */
export function enumerateCuts(graph: OnnxGraph, results: ReadonlyMap<string, Result>): Cut[] {
  const nodes = graph.node;
  const made = madeAfter(graph);
  const needed = neededUntil(graph);
  const places: Cut[] = [];
  let place: Cut | undefined;
  let pooled = false;
  for (let position = 0; position <= nodes.length; position++) {
    const node = nodes[position - 1];
    const computed = node?.output.some((output) => made.has(output)) ?? false;
    if (node && computed && !lightOperators.has(node.opType)) {
      if (place) places.push(place);
      place = undefined;
      pooled = globalPoolings.has(node.opType);
    }
    const values = crossingAt(position, made, needed, results);
    if (!values) continue;
    const marks: CutMark[] = [];
    if (position === 0) marks.push('input');
    if (pooled) marks.push('pooling');
    if (position === nodes.length) marks.push('output');
    const renamed = node !== undefined && shapeOperators.has(node.opType) && position < nodes.length;
    place = cheaper(place, { values, marks }, renamed);
  }
  if (place) places.push(place);
  return places;
}

/** The one of two cuts at one place that is kept; `renamed`: the second differs by the shape of a value alone. */
function cheaper(before: Cut | undefined, next: Cut, renamed: boolean): Cut {
  if (!before) return next;
  const saved = plainBytes(before) - plainBytes(next);
  return before.marks.includes('input') || saved < 0 || (saved === 0 && renamed) ? before : next;
}

/** For each value that is computed from an input: after how many nodes it is there. */
function madeAfter(graph: OnnxGraph): Map<string, number> {
  const made = new Map(graph.input.map(({ name }) => [name, 0]));
  graph.node.forEach((node, index) => {
    if (!node.input.some((input) => made.has(input))) return;
    for (const output of node.output) if (output !== '') made.set(output, index + 1);
  });
  return made;
}

/** For each value, how many nodes run before the last that takes it; outputs of the graph are needed for ever. */
function neededUntil(graph: OnnxGraph): Map<string, number> {
  const needed = new Map<string, number>();
  graph.node.forEach((node: OnnxNode, index) => {
    for (const input of node.input) needed.set(input, index);
  });
  for (const { name } of graph.output) needed.set(name, Number.POSITIVE_INFINITY);
  return needed;
}

/** What crosses when `position` nodes run before the cut; undefined when it cannot be sent, or nothing is left to send. */
function crossingAt(
  position: number,
  made: ReadonlyMap<string, number>,
  needed: ReadonlyMap<string, number>,
  results: ReadonlyMap<string, Result>,
): CrossingValue[] | undefined {
  const values: CrossingValue[] = [];
  for (const [name, after] of made) {
    if (after > position || (needed.get(name) ?? -1) < position) continue;
    const result = results.get(name);
    if (!result || result.type === 'other') return undefined;
    values.push({ name, type: result.type, shape: result.shape });
  }
  return values.length > 0 ? values : undefined;
}
