import { type CodecName, codecBytes } from '@splitsight/wire';
import type { Values } from './session.ts';

/**
 * Codec bytes as the input of a head: bytes for `u8`, floats for `f32`.
 *
 * f32 vectors are copied first, since what comes off the wire is rarely aligned to 4 bytes.
 */
export function vectorValues(vectors: Uint8Array, count: number, codec: CodecName, dims: number): Values {
  return codec === 'f32'
    ? { type: 'float32', data: new Float32Array(new Uint8Array(vectors).buffer), shape: [count, dims] }
    : { type: 'uint8', data: vectors, shape: [count, codecBytes(codec, dims)] };
}
