import type { OnnxTensor } from '@splitsight/inference/onnx';

/** TensorProto.DataType of what quantised models hold. */
const types = { uint8: 2, int8: 3, int32: 6 } as const;

/** A constant of signed bytes. */
export function int8Constant(name: string, dims: OnnxTensor['dims'], values: Int8Array): OnnxTensor {
  return { name, dims, dataType: types.int8, rawData: new Uint8Array(values.buffer, values.byteOffset, values.length) };
}

/** A constant of whole numbers of 32 bits. */
export function int32Constant(name: string, values: Int32Array): OnnxTensor {
  const rawData = new Uint8Array(4 * values.length);
  const view = new DataView(rawData.buffer);
  values.forEach((value, i) => {
    view.setInt32(4 * i, value, true);
  });
  return { name, dims: [values.length], dataType: types.int32, rawData };
}

/** A constant that is one byte, without dimensions. */
export function byteScalar(name: string, value: number): OnnxTensor {
  return { name, dims: [], dataType: types.uint8, rawData: Uint8Array.of(value) };
}
