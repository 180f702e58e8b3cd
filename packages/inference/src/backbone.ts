import { join } from 'node:path';
import type { Size } from '@splitsight/vision';
import { type CodecName, codecBytes, type Fingerprint, type PrecisionName } from '@splitsight/wire';
import { type Codec, openCodec } from './codec.ts';
import { floatOutput, requireOnlyInput, requirePort } from './contract.ts';
import { inferenceError } from './errors.ts';
import type { BackboneManifest } from './manifest.ts';
import { readBackboneManifest, readCheckedFile } from './model-files.ts';
import { openSession, type Session } from './session.ts';
import { findVariant } from './variants.ts';

/** What {@link openBackbone} needs to know. */
export interface BackboneOptions {
  /** How features become bytes. */
  readonly codec: CodecName;
  /** How many threads share one run. */
  readonly threads: number;
  /** Which variant of it runs; float32 unless told. */
  readonly precision?: PrecisionName;
  readonly signal?: AbortSignal;
}

/** Features in float32, before any codec. */
export interface FloatFeatures {
  /** count × dims */
  readonly features: Float32Array;
  /** count × 9 × dims: the 3 × 3 cells of each picture, row by row. */
  readonly tiles: Float32Array;
}

/** Encoded features of pictures and of their cells; views into memory of their own. */
export interface EncodedFeatures {
  /** One vector a picture. */
  readonly features: Uint8Array[];
  /** Nine vectors a picture: its 3 × 3 cells, row by row. */
  readonly tiles: Uint8Array[][];
}

/** A loaded feature extractor and one codec behind it. */
export interface Backbone {
  readonly manifest: BackboneManifest;
  /** Of the variant that runs. */
  readonly fingerprint: Fingerprint;
  readonly precision: PrecisionName;
  /** The size of the pictures it takes. */
  readonly input: Size;
  /** Values in a feature. */
  readonly dims: number;
  readonly codec: CodecName;
  /** Bytes in an encoded feature. */
  readonly vectorBytes: number;
  /**
   * Extracts one encoded feature a picture.
   *
   * @param images `count` pictures one after the other, each height × width × 3 bytes, RGB. Not to be written to until
   *   the promise settles.
   * @returns as many vectors, in order; they are views into memory of their own.
   * @throws CodedError MODEL_RUN
   */
  extract(images: Uint8Array, count: number): Promise<Uint8Array[]>;
  /** Extracts in the same pass what the cells of each picture show, too. Parameters and errors as {@link extract}. */
  extractTiles(images: Uint8Array, count: number): Promise<EncodedFeatures>;
  /** Extracts features and tiles without the codec, for training and measuring. Parameters as {@link extract}. */
  extractFloat(images: Uint8Array, count: number): Promise<FloatFeatures>;
  /** Waits for running batches and frees the models. Idempotent. */
  close(): Promise<void>;
}

/** Pictures in one run. More win no time a picture on a CPU, and every one costs memory (12 MB at 224 px). */
const maxBatch = 4;
const tileCount = 9;

/**
 * Opens the backbone in `directory`: checks its files against the manifest, loads them and runs them once.
 *
 * @throws CodedError MODEL_MISSING, MODEL_MANIFEST, MODEL_TRUNCATED, MODEL_CHECKSUM, MODEL_LOAD, MODEL_CONTRACT,
 *   MODEL_CODEC_MISSING, MODEL_VARIANT_MISSING
 */
export async function openBackbone(directory: string, options: BackboneOptions): Promise<Backbone> {
  const manifest = readBackboneManifest(directory);
  const variant = findVariant(manifest, options.precision ?? 'float32');
  const path = join(directory, variant.file);
  const session = await openSession(readCheckedFile(directory, variant.file, manifest.files), options.threads, path);
  let codec: Codec | undefined;
  try {
    codec = await openCodec(directory, manifest, options.codec);
    options.signal?.throwIfAborted();
    const backbone = createBackbone(manifest, variant, session, codec, path);
    requireBackbonePorts(session, manifest, path);
    await backbone.extract(new Uint8Array(manifest.input.height * manifest.input.width * 3), 1);
    return backbone;
  } catch (error) {
    await codec?.close();
    await session.close();
    throw error;
  }
}

function requireBackbonePorts(session: Session, { input, dims }: BackboneManifest, path: string): void {
  const { height, width } = input;
  requireOnlyInput(session, { name: 'image', type: 'uint8', shape: ['n', height, width, 3] }, path);
  const find = (name: string) => session.outputs.find((port) => port.name === name);
  requirePort(find('features'), { name: 'features', type: 'float32', shape: ['n', dims] }, path);
  requirePort(find('tiles'), { name: 'tiles', type: 'float32', shape: ['n', tileCount, dims] }, path);
}

function createBackbone(
  manifest: BackboneManifest,
  { fingerprint, precision }: ReturnType<typeof findVariant>,
  session: Session,
  codec: Codec,
  path: string,
): Backbone {
  const { input, dims } = manifest;
  const imageBytes = input.height * input.width * 3;
  const vectorBytes = codecBytes(codec.name, dims);

  async function* batches(images: Uint8Array, count: number) {
    if (images.length < count * imageBytes) {
      throw inferenceError(
        'MODEL_RUN',
        `${path} (${images.length} bytes given, ${count} pictures need ${count * imageBytes})`,
      );
    }
    for (let at = 0; at < count; at += maxBatch) {
      const size = Math.min(maxBatch, count - at);
      const data = images.subarray(at * imageBytes, (at + size) * imageBytes);
      const results = await session.run({
        image: { type: 'uint8', data, shape: [size, input.height, input.width, 3] },
      });
      yield { at, size, results };
    }
  }

  /** Encodes rows of features and cuts them apart. */
  async function encode(rows: Float32Array, count: number): Promise<Uint8Array[]> {
    const bytes = await codec.encode(rows, count);
    return Array.from({ length: count }, (_, i) => bytes.subarray(i * vectorBytes, (i + 1) * vectorBytes));
  }

  return {
    manifest,
    fingerprint,
    precision,
    input,
    dims,
    codec: codec.name,
    vectorBytes,
    async extract(images, count) {
      const vectors: Uint8Array[] = [];
      for await (const { size, results } of batches(images, count)) {
        vectors.push(...(await encode(floatOutput(results, 'features', [size, dims], path), size)));
      }
      return vectors;
    },
    async extractTiles(images, count) {
      const found: EncodedFeatures = { features: [], tiles: [] };
      for await (const { size, results } of batches(images, count)) {
        found.features.push(...(await encode(floatOutput(results, 'features', [size, dims], path), size)));
        const cells = floatOutput(results, 'tiles', [size, tileCount, dims], path);
        const vectors = await encode(cells, size * tileCount);
        for (let i = 0; i < size; i++) found.tiles.push(vectors.slice(i * tileCount, (i + 1) * tileCount));
      }
      return found;
    },
    async extractFloat(images, count) {
      const features = new Float32Array(count * dims);
      const tiles = new Float32Array(count * tileCount * dims);
      for await (const { at, size, results } of batches(images, count)) {
        features.set(floatOutput(results, 'features', [size, dims], path), at * dims);
        tiles.set(floatOutput(results, 'tiles', [size, tileCount, dims], path), at * tileCount * dims);
      }
      return { features, tiles };
    },
    async close() {
      await session.close();
      await codec.close();
    },
  };
}
