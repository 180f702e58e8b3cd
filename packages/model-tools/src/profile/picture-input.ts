import type { Int64, OnnxModel, Values } from '@splitsight/inference/onnx';
import type { Size } from '@splitsight/vision';
import { fedInputs } from '../graph/links.ts';
import type { CrossingValue } from './cuts.ts';
import { profileError } from './errors.ts';

/** The picture that a model takes, one at a time. */
export interface PictureInput extends CrossingValue {
  readonly size: Size;
}

/** TensorProto.DataType of what a picture may be made of. */
const elementTypes: Readonly<Record<number, CrossingValue['type']>> = { 1: 'float32', 2: 'uint8' };

/**
 * Finds the picture among a model's inputs: one input of four dimensions, float32 or bytes, with 3 or 1 colours second
 * (NCHW) or last (NHWC). The batch becomes 1.
 *
 * @param size what a free height and width become.
 * @throws CodedError PROFILE_INPUT, PROFILE_SIZE
 */
export function findPictureInput(model: OnnxModel, name: string, size?: Size): PictureInput {
  const [port, ...others] = fedInputs(model.graph);
  if (!port || others.length > 0) throw profileError('PROFILE_INPUT', `${name} has ${others.length + 1} inputs`);
  const tensor = port.type?.tensorType;
  const type = elementTypes[tensor?.elemType ?? 0];
  const dims = (tensor?.shape.dim ?? []).map(({ dimValue }) => sizeOf(dimValue));
  const colours = [dims[3], dims[1]].findIndex((count) => count === 3 || count === 1);
  if (!type || dims.length !== 4 || colours < 0) {
    throw profileError('PROFILE_INPUT', `${name} ("${port.name}" [${dims.map((dim) => dim ?? '?').join(', ')}])`);
  }
  const channelsLast = colours === 0;
  const [rows, columns, channels] = channelsLast ? [dims[1], dims[2], dims[3]] : [dims[2], dims[3], dims[1]];
  const height = fixedSide(rows, size?.height, name);
  const width = fixedSide(columns, size?.width, name);
  const shape = channelsLast ? [1, height, width, channels ?? 3] : [1, channels ?? 3, height, width];
  return { name: port.name, type, shape, size: { width, height } };
}

/** Noise in the form of a picture: what it shows makes no difference in time. The same values every time. */
export function noisePicture({ type, shape }: CrossingValue): Values {
  const count = shape.reduce((product, size) => product * size, 1);
  let state = 1;
  // A linear congruential generator (Numerical Recipes); its upper byte is random enough for pixels.
  const bytes = Uint8Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
  if (type === 'uint8') return { type, data: bytes, shape };
  return { type, data: Float32Array.from(bytes, (byte) => (byte - 127.5) / 64), shape };
}

/** A dimension that the file fixes; undefined when it is free. */
function sizeOf(value: Int64 | undefined): number | undefined {
  const size = typeof value === 'object' ? value.toNumber() : (value ?? 0);
  return size > 0 ? size : undefined;
}

function fixedSide(own: number | undefined, given: number | undefined, name: string): number {
  if (own !== undefined && given !== undefined && own !== given) {
    throw profileError('PROFILE_SIZE', `${name} takes ${own} pixels, not ${given}`);
  }
  const side = own ?? given;
  if (side === undefined) throw profileError('PROFILE_SIZE', `${name} leaves height or width free`);
  return side;
}
