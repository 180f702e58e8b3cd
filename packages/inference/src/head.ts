import { join } from 'node:path';
import { type CodecName, codecBytes, type Fingerprint } from '@splitsight/wire';
import { floatOutput, requireOnlyInput, requirePort } from './contract.ts';
import { inferenceError } from './errors.ts';
import { type HeadManifest, headFile } from './manifest.ts';
import { readCheckedFile, readHeadManifest } from './model-files.ts';
import { quickDequantize } from './quick-dequantize.ts';
import { openSecondStage, type SecondStage } from './second-stage.ts';
import { openSession, type Session } from './session.ts';
import { vectorValues } from './vector-values.ts';

/** What made the vectors that a head is to score. */
export interface VectorOrigin {
  readonly fingerprint: Fingerprint;
  readonly codec: CodecName;
}

/** What {@link openHead} needs to know. */
export interface HeadOptions {
  /** How many threads share one run. */
  readonly threads: number;
  /** When given, a head of another backbone or codec is refused. */
  readonly origin?: VectorOrigin;
}

/** A loaded head: scores vectors of one backbone and codec, and of no other. */
export interface Head {
  readonly manifest: HeadManifest;
  /** Bytes in a vector. */
  readonly vectorBytes: number;
  /**
   * Scores vectors.
   *
   * @param vectors `count` × vectorBytes, one after the other.
   * @returns count × classes probabilities; each row adds up to 1. Memory of its own.
   * @throws CodedError MODEL_RUN
   */
  score(vectors: Uint8Array, count: number): Promise<Float32Array>;
  /** What judges a frame by its five patches, when the head has it; the head closes it. */
  readonly patch5: Pick<SecondStage, 'score'> | undefined;
  /** Waits for running batches and frees the model. Idempotent. */
  close(): Promise<void>;
}

/**
 * Opens the head in `directory`: checks its file against the manifest, loads it and runs it once.
 *
 * @throws CodedError MODEL_MISSING, MODEL_MANIFEST, MODEL_TRUNCATED, MODEL_CHECKSUM, MODEL_LOAD, MODEL_CONTRACT,
 *   HEAD_BACKBONE, HEAD_CODEC, HEAD_SECOND_STAGE
 */
export async function openHead(directory: string, options: HeadOptions): Promise<Head> {
  const manifest = readHeadManifest(directory);
  if (options.origin) requireOrigin(manifest, options.origin);
  const path = join(directory, headFile);
  const graph = quickDequantize(readCheckedFile(directory, headFile, manifest.files), path);
  const session = await openSession(graph, options.threads, path);
  let patch5: SecondStage | undefined;
  try {
    requireHeadPorts(session, manifest, path);
    patch5 = await openSecondStage(directory, manifest);
    const head = createHead(manifest, session, patch5, path);
    await head.score(new Uint8Array(head.vectorBytes), 1);
    return head;
  } catch (error) {
    await patch5?.close();
    await session.close();
    throw error;
  }
}

/** The fingerprints of what may have made a head's vectors: its backbone, and the variants that it was measured on. */
export function fingerprintsOf({ fingerprint, accepts = [] }: HeadManifest): Fingerprint[] {
  return [fingerprint, ...accepts.map((variant) => variant.fingerprint)];
}

/** Refuses vectors that a head was not trained or measured on. @throws CodedError HEAD_BACKBONE or HEAD_CODEC */
export function requireOrigin(head: HeadManifest, vectors: VectorOrigin): void {
  const known = fingerprintsOf(head);
  if (!known.includes(vectors.fingerprint)) {
    throw inferenceError('HEAD_BACKBONE', `${head.name} takes ${known.join(', ')}, given ${vectors.fingerprint}`);
  }
  if (head.codec !== vectors.codec) {
    throw inferenceError('HEAD_CODEC', `${head.name} takes ${head.codec}, given ${vectors.codec}`);
  }
}

function requireHeadPorts(session: Session, manifest: HeadManifest, path: string): void {
  const { codec, dims, classes } = manifest;
  const [type, width] = codec === 'f32' ? ['float32', dims] : ['uint8', codecBytes(codec, dims)];
  requireOnlyInput(session, { name: 'vector', type, shape: ['n', width] }, path);
  requirePort(session.outputs[0], { name: 'probabilities', type: 'float32', shape: ['n', classes.length] }, path);
}

function createHead(manifest: HeadManifest, session: Session, patch5: SecondStage | undefined, path: string): Head {
  const { codec, dims, classes } = manifest;
  const vectorBytes = codecBytes(codec, dims);
  return {
    manifest,
    vectorBytes,
    async score(vectors, count) {
      if (vectors.length !== count * vectorBytes) {
        throw inferenceError(
          'MODEL_RUN',
          `${path} (${vectors.length} bytes given, ${count} vectors need ${count * vectorBytes})`,
        );
      }
      if (count === 0) return new Float32Array(0);
      const results = await session.run({ vector: vectorValues(vectors, count, codec, dims) });
      return floatOutput(results, 'probabilities', [count, classes.length], path);
    },
    patch5,
    async close() {
      await patch5?.close();
      await session.close();
    },
  };
}
