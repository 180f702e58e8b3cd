import { floatValues, graphNode, type OnnxModel, type OnnxNode, type OnnxTensor } from '@splitsight/inference/onnx';

/** TensorProto.DataType */
const float32 = 1;
const float16 = 10;
/** Smaller constants (means, scales, biases) win nothing. */
const fewest = 256;

/**
 * Writes a model anew with its large constants in float16, each with a Cast back to float32 behind it. ONNX Runtime does
 * the casts once, when it loads the model: half the file, the same speed, and the rounding of the weights is all that
 * changes.
 */
export function halveConstants(model: OnnxModel): OnnxModel {
  const { graph } = model;
  const initializer: OnnxTensor[] = [];
  const casts: OnnxNode[] = [];
  for (const constant of graph.initializer) {
    const values = constant.dataType === float32 ? floatValues(constant) : undefined;
    if (!values || values.length < fewest) {
      initializer.push(constant);
      continue;
    }
    const name = `${constant.name}_float16`;
    const rawData = new Uint8Array(2 * values.length);
    const view = new DataView(rawData.buffer);
    values.forEach((value, i) => {
      view.setUint16(2 * i, encodeHalf(value), true);
    });
    initializer.push({ name, dims: constant.dims, dataType: float16, rawData });
    casts.push(graphNode('Cast', [name], [constant.name], { to: float32 }));
  }
  return { ...model, graph: { ...graph, node: [...casts, ...graph.node], initializer } };
}

const scratch = new DataView(new ArrayBuffer(4));
/** The largest float16; larger values are cut to it. */
const largest = 65504;

/** The 16 bits of the nearest IEEE 754 half; ties go to the even one. */
export function encodeHalf(value: number): number {
  scratch.setFloat32(0, Math.max(-largest, Math.min(largest, value)));
  const bits = scratch.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const exponent = (bits >>> 23) & 0xff;
  // Below 2^-14 a half has steps of 2^-24.
  if (exponent < 113) return sign | roundEven(Math.abs(scratch.getFloat32(0)) * 2 ** 24);
  const mantissa = bits & 0x7fffff;
  const half = ((exponent - 112) << 10) | (mantissa >>> 13);
  const rest = mantissa & 0x1fff;
  const up = rest > 0x1000 || (rest === 0x1000 && (half & 1) === 1);
  // A carry out of the mantissa goes into the exponent, as it should.
  return sign | (up ? half + 1 : half);
}

function roundEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
