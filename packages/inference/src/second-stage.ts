import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '@splitsight/kernel';
import { patchBoxes } from '@splitsight/wire';
import { floatOutput, requireOnlyInput, requirePort } from './contract.ts';
import { inferenceError } from './errors.ts';
import {
  encodeManifest,
  type Figure,
  type HeadManifest,
  manifestFile,
  parseHeadManifest,
  patchFile,
} from './manifest.ts';
import { describeFile, readCheckedFile, readHeadManifest } from './model-files.ts';
import { encodeGraph, floatConstant, graphNode, graphPort } from './onnx-graph.ts';
import { openSession, type Session } from './session.ts';

/**
 * Judges a frame by what a head says of its five patches: the second of the two stages of Sandoval, Pirogova and Lech 2019
 * (Two-Stage Deep Learning Approach to the Classification of Fine-Art Paintings, IEEE Access 7).
 */
export interface SecondStage {
  /**
   * Scores frames.
   *
   * @param probabilities `count` × 5 × classes: the head's, of the patches in the order of patchBoxes.
   * @returns count × classes probabilities. Memory of its own.
   * @throws CodedError MODEL_RUN
   */
  score(probabilities: Float32Array, count: number): Promise<Float32Array>;
  /** Waits for running batches and frees the model. Idempotent. */
  close(): Promise<void>;
}

/** How many values a second stage reads a frame. */
const widthOf = ({ classes }: HeadManifest): number => patchBoxes.length * classes.length;

/**
 * Opens the second stage of the head in `directory`, runs it once, and checks that it gives probabilities.
 *
 * @returns undefined when the head has none.
 * @throws CodedError MODEL_MISSING, MODEL_TRUNCATED, MODEL_CHECKSUM, MODEL_LOAD, HEAD_SECOND_STAGE
 */
export async function openSecondStage(directory: string, manifest: HeadManifest): Promise<SecondStage | undefined> {
  if (!manifest.files[patchFile]) return undefined;
  const path = join(directory, patchFile);
  const session = await openSession(readCheckedFile(directory, patchFile, manifest.files), 1, path);
  try {
    requireSecondStagePorts(session, manifest, path);
    const stage = createSecondStage(session, manifest, path);
    const classes = manifest.classes.length;
    const even = new Float32Array(widthOf(manifest)).fill(1 / classes);
    requireProbabilities(await stage.score(even, 1), path);
    return stage;
  } catch (error) {
    await session.close();
    throw error;
  }
}

function requireSecondStagePorts(session: Session, manifest: HeadManifest, path: string): void {
  const width = widthOf(manifest);
  try {
    requireOnlyInput(session, { name: 'patches', type: 'float32', shape: ['n', width] }, path);
    const classes = manifest.classes.length;
    requirePort(session.outputs[0], { name: 'probabilities', type: 'float32', shape: ['n', classes] }, path);
  } catch (error) {
    throw inferenceError('HEAD_SECOND_STAGE', messageOf(error), error);
  }
}

function requireProbabilities(row: Float32Array, path: string): void {
  const sum = row.reduce((total, value) => total + value, 0);
  if (row.every((value) => value >= 0) && Math.abs(sum - 1) < 1e-3) return;
  throw inferenceError('HEAD_SECOND_STAGE', `${path} gives ${[...row].join(', ')}, which are no probabilities`);
}

function createSecondStage(session: Session, manifest: HeadManifest, path: string): SecondStage {
  const width = widthOf(manifest);
  return {
    async score(probabilities, count) {
      if (count === 0) return new Float32Array(0);
      const patches = { type: 'float32', data: probabilities, shape: [count, width] } as const;
      return floatOutput(await session.run({ patches }), 'probabilities', [count, manifest.classes.length], path);
    },
    close: () => session.close(),
  };
}

/** A linear softmax second stage. */
export interface SecondStageParts {
  /** classes × (5 × classes), on the probabilities of the patches, patch by patch; temperature folded in. */
  readonly weights: ArrayLike<number>;
  /** One a class. */
  readonly bias: ArrayLike<number>;
  /** How good it was found to be; put behind the head's figures. */
  readonly figures: readonly Figure[];
}

/** Writes a second stage beside the head in `directory` and into its manifest. @throws CodedError MODEL_MANIFEST */
export function writeSecondStage(directory: string, parts: SecondStageParts): HeadManifest {
  const manifest = readHeadManifest(directory);
  const classes = manifest.classes.length;
  const width = widthOf(manifest);
  const model = encodeGraph({
    name: `patch5-${manifest.name}`,
    nodes: [
      graphNode('Gemm', ['patches', 'weights', 'bias'], ['logits'], { transB: 1 }),
      graphNode('Softmax', ['logits'], ['probabilities'], { axis: 1 }),
    ],
    constants: [
      floatConstant('weights', [classes, width], parts.weights),
      floatConstant('bias', [classes], parts.bias),
    ],
    inputs: [graphPort('patches', 'float32', ['n', width])],
    outputs: [graphPort('probabilities', 'float32', ['n', classes])],
  });
  const text = encodeManifest({
    ...manifest,
    figures: [...manifest.figures, ...parts.figures],
    files: { ...manifest.files, [patchFile]: describeFile(model) },
  });
  const path = join(directory, manifestFile);
  const parsed = parseHeadManifest(text, path);
  writeFileSync(join(directory, patchFile), model);
  writeFileSync(path, text);
  return parsed;
}
