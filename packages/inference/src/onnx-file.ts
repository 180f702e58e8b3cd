import { messageOf } from '@splitsight/kernel';
import protobuf from 'protobufjs';
import { inferenceError } from './errors.ts';

/*
 * The part of ONNX's file format that this project builds and takes apart: the field numbers of onnx.proto
 * (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), in words of our own. Fields that are not described here
 * survive reading and writing as raw bytes.
 */

/** A whole number of 64 bits: a plain number in what we build, the two halves in what was read. */
export type Int64 = number | { readonly low: number; readonly high: number; toNumber(): number };

export type OnnxModel = {
  readonly irVersion: Int64;
  readonly opsetImport: readonly { readonly domain?: string; readonly version: Int64 }[];
  readonly producerName?: string;
  readonly graph: OnnxGraph;
};

export interface OnnxGraph {
  readonly name: string;
  readonly node: readonly OnnxNode[];
  readonly initializer: readonly OnnxTensor[];
  readonly input: readonly OnnxValueInfo[];
  readonly output: readonly OnnxValueInfo[];
  readonly valueInfo?: readonly OnnxValueInfo[];
}

export interface OnnxNode {
  readonly name: string;
  readonly opType: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly OnnxAttribute[];
}

/** An attribute of a node; `type` says which of the other fields counts (AttributeProto.AttributeType). */
export interface OnnxAttribute {
  readonly name: string;
  readonly type: number;
  readonly f?: number;
  readonly i?: Int64;
  readonly s?: Uint8Array;
  readonly t?: OnnxTensor;
  readonly floats?: readonly number[];
  readonly ints?: readonly Int64[];
}

/** A constant. `rawData` holds its values little-endian; files of others may use the typed lists instead. */
export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly Int64[];
  readonly dataType: number;
  readonly rawData?: Uint8Array;
  readonly floatData?: readonly number[];
  readonly int32Data?: readonly number[];
  readonly int64Data?: readonly Int64[];
  /** TensorProto.DataLocation: 1 when the values lie in another file. */
  readonly dataLocation?: number;
}

/** The name, element type and shape of an input, output or inner value. */
export interface OnnxValueInfo {
  readonly name: string;
  readonly type?: {
    readonly tensorType: {
      readonly elemType: number;
      readonly shape: { readonly dim: readonly { readonly dimValue?: Int64; readonly dimParam?: string }[] };
    };
  };
}

/** Models larger than this are not read: protocol buffers end at 2 GiB, and nothing here comes near. */
const maxModelBytes = 1 << 30;

type Fields = Record<string, readonly [number: number, type: string, repeated?: 'repeated' | 'packed']>;

/** A message of proto2, where a field that is set to its default value is still set. */
const message = (fields: Fields): protobuf.IType => ({
  edition: 'proto2',
  fields: Object.fromEntries(
    Object.entries(fields).map(([name, [id, type, repeated]]) => [
      name,
      repeated ? { id, type, rule: 'repeated', options: { packed: repeated === 'packed' } } : { id, type },
    ]),
  ),
});

const modelType = protobuf.Root.fromJSON({
  nested: {
    Model: message({
      irVersion: [1, 'int64'],
      producerName: [2, 'string'],
      producerVersion: [3, 'string'],
      domain: [4, 'string'],
      modelVersion: [5, 'int64'],
      docString: [6, 'string'],
      graph: [7, 'Graph'],
      opsetImport: [8, 'OperatorSet', 'repeated'],
      metadataProps: [14, 'Entry', 'repeated'],
    }),
    OperatorSet: message({ domain: [1, 'string'], version: [2, 'int64'] }),
    Entry: message({ key: [1, 'string'], value: [2, 'string'] }),
    Graph: message({
      node: [1, 'Node', 'repeated'],
      name: [2, 'string'],
      initializer: [5, 'Tensor', 'repeated'],
      docString: [10, 'string'],
      input: [11, 'ValueInfo', 'repeated'],
      output: [12, 'ValueInfo', 'repeated'],
      valueInfo: [13, 'ValueInfo', 'repeated'],
    }),
    Node: message({
      input: [1, 'string', 'repeated'],
      output: [2, 'string', 'repeated'],
      name: [3, 'string'],
      opType: [4, 'string'],
      attribute: [5, 'Attribute', 'repeated'],
      docString: [6, 'string'],
      domain: [7, 'string'],
    }),
    Attribute: message({
      name: [1, 'string'],
      f: [2, 'float'],
      i: [3, 'int64'],
      s: [4, 'bytes'],
      t: [5, 'Tensor'],
      g: [6, 'Graph'],
      floats: [7, 'float', 'repeated'],
      ints: [8, 'int64', 'repeated'],
      strings: [9, 'bytes', 'repeated'],
      tensors: [10, 'Tensor', 'repeated'],
      graphs: [11, 'Graph', 'repeated'],
      docString: [13, 'string'],
      type: [20, 'int32'],
      refAttrName: [21, 'string'],
    }),
    Tensor: message({
      dims: [1, 'int64', 'repeated'],
      dataType: [2, 'int32'],
      floatData: [4, 'float', 'packed'],
      int32Data: [5, 'int32', 'packed'],
      stringData: [6, 'bytes', 'repeated'],
      int64Data: [7, 'int64', 'packed'],
      name: [8, 'string'],
      rawData: [9, 'bytes'],
      doubleData: [10, 'double', 'packed'],
      uint64Data: [11, 'uint64', 'packed'],
      docString: [12, 'string'],
      externalData: [13, 'Entry', 'repeated'],
      dataLocation: [14, 'int32'],
    }),
    ValueInfo: message({ name: [1, 'string'], type: [2, 'ValueType'], docString: [3, 'string'] }),
    ValueType: message({ tensorType: [1, 'TensorType'], denotation: [6, 'string'] }),
    TensorType: message({ elemType: [1, 'int32'], shape: [2, 'Shape'] }),
    Shape: message({ dim: [1, 'Dimension', 'repeated'] }),
    Dimension: message({ dimValue: [1, 'int64'], dimParam: [2, 'string'], denotation: [3, 'string'] }),
  },
}).lookupType('Model');

/** Encodes a model as the bytes of an ONNX file: the same model gives the same bytes. */
export function encodeOnnx(model: OnnxModel): Uint8Array {
  return modelType.encode(model).finish();
}

/** Decodes an ONNX file. Whether the graph makes sense is for ONNX Runtime to say. @throws CodedError MODEL_LOAD */
export function decodeOnnx(bytes: Uint8Array, name: string): OnnxModel {
  if (bytes.length > maxModelBytes) throw inferenceError('MODEL_LOAD', `${name} (${bytes.length} bytes)`);
  try {
    const reader = protobuf.Reader.create(bytes);
    reader.discardUnknown = false;
    return modelType.decode(reader) as unknown as OnnxModel;
  } catch (error) {
    throw inferenceError('MODEL_LOAD', `${name} (${messageOf(error)})`, error);
  }
}
