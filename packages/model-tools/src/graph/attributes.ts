import type { Int64, OnnxNode, OnnxTensor } from '@splitsight/inference/onnx';
import type { GraphLinks } from './links.ts';

/** The whole number in an attribute of a node; undefined when it does not have it. */
export function intAttribute(node: OnnxNode, name: string): number | undefined {
  const value = node.attribute.find((attribute) => attribute.name === name)?.i;
  return value === undefined ? undefined : numberOf(value);
}

/** The whole numbers that a value holds in every run; undefined when it is computed. */
export function constantInts({ producers, constants }: GraphLinks, value: string): number[] | undefined {
  const producer = producers.get(value);
  const constant =
    producer?.opType === 'Constant' ? producer.attribute.find(({ name }) => name === 'value')?.t : constants.get(value);
  return constant && int64Values(constant);
}

/** TensorProto.DataType */
const int64 = 7;

function int64Values({ dataType, rawData, int64Data }: OnnxTensor): number[] | undefined {
  if (dataType !== int64) return undefined;
  if (!rawData || rawData.length === 0) return (int64Data ?? []).map(numberOf);
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  return Array.from({ length: rawData.length / 8 }, (_, i) => Number(view.getBigInt64(8 * i, true)));
}

/** A whole number of a file as a plain one. */
export function numberOf(value: Int64): number {
  return typeof value === 'number' ? value : value.toNumber();
}
