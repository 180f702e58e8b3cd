import { type CodecName, codecBytes } from '@splitsight/wire';
import { bytes } from './outputs.ts';
import { openSession } from './session.ts';

/** Turns features into the bytes that travel. */
export interface Encoder {
  readonly codec: CodecName;
  /** Encodes `count` × dims values; one vector each. @throws ModelProblem */
  encode(rows: Float32Array, count: number): Promise<Uint8Array[]>;
  close(): Promise<void>;
}

/** @param model the codec's ONNX file; null for f32, which needs none. @throws ModelProblem */
export async function openEncoder(codec: CodecName, dims: number, model: Uint8Array | null): Promise<Encoder> {
  const session = model && (await openSession(model, codec));
  const size = codecBytes(codec, dims);
  return {
    codec,
    async encode(rows, count) {
      // Without a codec float32 little-endian, the byte order of every browser.
      const all = session
        ? bytes(
            await session.run({ features: { type: 'float32', data: rows, shape: [count, dims] } }),
            'vector',
            count * size,
          )
        : new Uint8Array(rows.slice().buffer);
      return Array.from({ length: count }, (_, i) => all.slice(i * size, (i + 1) * size));
    },
    close: async () => session?.close(),
  };
}
