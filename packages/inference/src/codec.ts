import { join } from 'node:path';
import { type CodecName, codecBytes, codecNames } from '@splitsight/wire';
import { byteOutput, requireOnlyInput, requirePort } from './contract.ts';
import { inferenceError } from './errors.ts';
import type { BackboneManifest } from './manifest.ts';
import { readCheckedFile } from './model-files.ts';
import { openSession, type Session } from './session.ts';

/** Turns float features into the bytes that travel. */
export interface Codec {
  readonly name: CodecName;
  /** Encodes `count` × dims values; the bytes are memory of their own, {@link codecBytes} a feature. */
  encode(features: Float32Array, count: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** The file of a codec beside its backbone. */
export const codecFile = (codec: CodecName): string => `codec-${codec}.onnx`;

/**
 * Opens a codec of a backbone. Its arithmetic is a graph of its own that runs behind the backbone; `f32` needs none.
 *
 * @throws CodedError MODEL_CODEC_MISSING and what opening a model file throws.
 */
export async function openCodec(directory: string, manifest: BackboneManifest, codec: CodecName): Promise<Codec> {
  if (codec === 'f32') return floatCodec;
  const file = codecFile(codec);
  if (!manifest.files[file]) throw inferenceError('MODEL_CODEC_MISSING', `${codec} of ${manifest.name} (${file})`);
  const path = join(directory, file);
  const bytes = codecBytes(codec, manifest.dims);
  const session = await openSession(readCheckedFile(directory, file, manifest.files), 1, path);
  try {
    requireCodecPorts(session, manifest.dims, bytes, path);
  } catch (error) {
    await session.close();
    throw error;
  }
  return {
    name: codec,
    async encode(features, count) {
      const results = await session.run({
        features: { type: 'float32', data: features, shape: [count, manifest.dims] },
      });
      return byteOutput(results, 'vector', [count, bytes], path);
    },
    close: () => session.close(),
  };
}

/** The codecs that a backbone's vectors can be in: float32 as it is, and those it has a file for. */
export function codecsOf({ files }: BackboneManifest): CodecName[] {
  return codecNames.filter((codec) => codec === 'f32' || files[codecFile(codec)] !== undefined);
}

function requireCodecPorts(session: Session, dims: number, bytes: number, path: string): void {
  requireOnlyInput(session, { name: 'features', type: 'float32', shape: ['n', dims] }, path);
  requirePort(session.outputs[0], { name: 'vector', type: 'uint8', shape: ['n', bytes] }, path);
}

/** float32 little-endian: the byte order of every machine that ONNX Runtime's CPU libraries are built for. */
const floatCodec: Codec = {
  name: 'f32',
  encode: (features) => Promise.resolve(new Uint8Array(features.slice().buffer)),
  close: () => Promise.resolve(),
};
