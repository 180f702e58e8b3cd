import { encodeOnnx, type OnnxAttribute, type OnnxNode, type OnnxTensor, type OnnxValueInfo } from './onnx-file.ts';

/** Element types of ONNX (TensorProto.DataType) that this project writes. */
export const elementTypes = { float32: 1, uint8: 2, int64: 7 } as const;
/** AttributeProto.AttributeType. */
const attributeTypes = { int: 2, ints: 7 } as const;

/** The operator set that every file of this project is written in. */
export const opsetVersion = 13;
/** The oldest file format that carries operator set 13 (onnx 1.8). */
const irVersion = 7;

/** A graph to be written: nodes in the order they run, and what goes in and out. */
export interface GraphParts {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
}

/** Writes a graph as the bytes of an ONNX file of operator set {@link opsetVersion}. */
export function encodeGraph(parts: GraphParts): Uint8Array {
  return encodeOnnx({
    irVersion,
    producerName: 'splitsight',
    opsetImport: [{ domain: '', version: opsetVersion }],
    graph: {
      name: parts.name,
      node: parts.nodes,
      initializer: parts.constants,
      input: parts.inputs,
      output: parts.outputs,
    },
  });
}

/** One operation; its attributes are whole numbers or lists of them. */
export function graphNode(
  opType: string,
  input: readonly string[],
  output: readonly string[],
  attributes: Readonly<Record<string, number | readonly number[]>> = {},
): OnnxNode {
  return {
    name: `${opType}_${output[0] ?? ''}`,
    opType,
    input,
    output,
    attribute: Object.entries(attributes).map(
      ([name, value]): OnnxAttribute =>
        typeof value === 'number'
          ? { name, type: attributeTypes.int, i: value }
          : { name, type: attributeTypes.ints, ints: value },
    ),
  };
}

/** A constant of float32 values, row by row. */
export function floatConstant(name: string, dims: readonly number[], values: ArrayLike<number>): OnnxTensor {
  const rawData = new Uint8Array(4 * values.length);
  const view = new DataView(rawData.buffer);
  for (let i = 0; i < values.length; i++) view.setFloat32(4 * i, values[i] as number, true);
  return { name, dims, dataType: elementTypes.float32, rawData };
}

/** A constant of bytes. */
export function byteConstant(name: string, values: Uint8Array): OnnxTensor {
  return { name, dims: [values.length], dataType: elementTypes.uint8, rawData: values };
}

/** A constant list of whole numbers, such as a shape. */
export function shapeConstant(name: string, values: readonly number[]): OnnxTensor {
  const rawData = new Uint8Array(8 * values.length);
  const view = new DataView(rawData.buffer);
  values.forEach((value, i) => {
    view.setBigInt64(8 * i, BigInt(value), true);
  });
  return { name, dims: [values.length], dataType: elementTypes.int64, rawData };
}

/** An input or output: a number in the shape is fixed, a text is free (such as the batch, `n`). */
export function graphPort(name: string, type: 'float32' | 'uint8', shape: readonly (number | string)[]): OnnxValueInfo {
  const dim = shape.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: elementTypes[type], shape: { dim } } } };
}

/** The values of a float32 constant, however the file holds them. */
export function floatValues(constant: OnnxTensor): Float32Array {
  const raw = constant.rawData;
  if (!raw || raw.length === 0) return Float32Array.from(constant.floatData ?? []);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Float32Array.from({ length: raw.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}
