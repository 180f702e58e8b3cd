import { decodeOnnx, encodeOnnx, type OnnxGraph, type OnnxNode, type OnnxTensor } from './onnx-file.ts';
import { elementTypes, floatConstant, graphNode } from './onnx-graph.ts';

/**
 * Rewrites, for running, how a model gets from bytes back to values: Cast, Sub and Mul in place of a DequantizeLinear that
 * has a step for each column. ONNX Runtime goes through the latter value by value, which took four fifths of a linear
 * head's time; these give the same values to the bit (whole numbers below 2²⁴ are exact, and there is one product each), and
 * the head is four times as fast.
 *
 * @returns the bytes as they are where there is no such node. @throws CodedError MODEL_LOAD
 */
export function quickDequantize(bytes: Uint8Array, name: string): Uint8Array {
  const model = decodeOnnx(bytes, name);
  // Bytes that hold no graph are for ONNX Runtime to refuse.
  const found = (model.graph?.node ?? []).flatMap((node) => matchColumns(model.graph, node) ?? []);
  if (found.length === 0) return bytes;
  const rewritten = new Map(found.map((one) => [one.node, stepsOf(one)]));
  const { node, initializer } = model.graph;
  // In place: a copy would lose fields that are not described in onnx-file.ts.
  Object.assign(model.graph, {
    node: node.flatMap((one) => rewritten.get(one) ?? one),
    initializer: [...initializer, ...found.flatMap(({ node: { output }, zeros }) => zeroConstants(output, zeros))],
  });
  return encodeOnnx(model);
}

/** A node that turns the rows of an input of the model from bytes into values, a step for each column. */
interface ColumnNode {
  readonly node: OnnxNode;
  readonly zeros: Uint8Array;
}

function matchColumns({ input, initializer }: OnnxGraph, node: OnnxNode): ColumnNode | undefined {
  if (node.opType !== 'DequantizeLinear') return undefined;
  const [values, step, zero] = node.input;
  const tensorType = input.find((port) => port.name === values)?.type?.tensorType;
  const width = Number(tensorType?.shape.dim[1]?.dimValue ?? 0);
  const isColumns = (constant: OnnxTensor | undefined, type: number) =>
    constant?.dataType === type && constant.dims.length === 1 && Number(constant.dims[0]) === width;
  const steps = initializer.find((constant) => constant.name === step);
  const zeros = initializer.find((constant) => constant.name === zero);
  const isRows = tensorType?.elemType === elementTypes.uint8 && tensorType.shape.dim.length === 2;
  const isByColumn = node.attribute.every(({ name, i }) => name !== 'axis' || Number(i) === 1);
  if (!isRows || !isByColumn || !isColumns(steps, elementTypes.float32)) return undefined;
  if (!isColumns(zeros, elementTypes.uint8) || zeros?.rawData?.length !== width) return undefined;
  return { node, zeros: zeros.rawData };
}

function stepsOf({ node: { input, output }, zeros }: ColumnNode): OnnxNode[] {
  const [values = '', step = ''] = input;
  const [result = ''] = output;
  const counts = `${result}_counts`;
  const shifted = zeros.some((zero) => zero !== 0) ? `${result}_shifted` : counts;
  return [
    graphNode('Cast', [values], [counts], { to: elementTypes.float32 }),
    ...(shifted === counts ? [] : [graphNode('Sub', [counts, `${result}_zeros`], [shifted])]),
    graphNode('Mul', [shifted, step], [result]),
  ];
}

function zeroConstants([result = '']: readonly string[], zeros: Uint8Array): OnnxTensor[] {
  return zeros.some((zero) => zero !== 0) ? [floatConstant(`${result}_zeros`, [zeros.length], zeros)] : [];
}
