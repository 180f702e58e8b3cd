import { encodeOnnx, type OnnxModel } from '@splitsight/inference/onnx';
import { isCodedError, messageOf } from '@splitsight/kernel';
import { numberOf } from '../graph/attributes.ts';
import { traceValues } from '../graph/trace.ts';
import { type Answer, findAnswer } from './answer.ts';
import { compareHalves, type Differences } from './compare.ts';
import { type Cut, cutAt, findCut } from './cut.ts';
import { splitError } from './errors.ts';
import { freeReshapes } from './graph-edits.ts';
import { backboneOf, headOf } from './halves.ts';
import { findPicture, type InputHints } from './input.ts';
import { type PictureInput, type Preparation, prepare, shapeOf } from './picture.ts';
import { picturesIn, syntheticPictures } from './pictures.ts';

/** How a classifier is cut; what is left out is found in its graph. */
export interface SplitOptions extends InputHints {
  readonly preparation: Preparation;
  /** The value to cut at. */
  readonly at?: string;
  /** The output that is the answer. */
  readonly output?: string;
  /** Without a head, `at` may also name a value that the answer is not made from. */
  readonly withHead: boolean;
  /** A folder of pictures to compare with, beside the synthetic ones. */
  readonly check?: string;
  readonly threads: number;
  readonly signal?: AbortSignal;
}

/** A classifier in two files that were compared with it. */
export interface Split {
  readonly picture: PictureInput;
  readonly cut: Cut;
  readonly answer: Answer;
  readonly backbone: Uint8Array;
  readonly head: Uint8Array | undefined;
  readonly differences: Differences;
}

/** More than rounding: features and logits as a share of the largest, probabilities as they are. */
const tolerance = 1e-5;
const oldestOpset = 7;

/**
 * Cuts a classifier into a backbone, which takes the bytes of pictures, and a head, which gives probabilities, and
 * compares both with the whole.
 *
 * @param name what errors call the model.
 * @throws CodedError SPLIT_…, MODELS_CUT, MODELS_TENSOR, and for pictures to compare with MODELS_UNREADABLE and
 *   PICTURE_UNREADABLE
 */
export async function splitClassifier(model: OnnxModel, name: string, options: SplitOptions): Promise<Split> {
  requireReadable(model, name);
  const { preparation, threads } = options;
  const picture = findPicture(model, name, options);
  const [noise = new Uint8Array(0)] = syntheticPictures(picture.size, 1);
  const data = prepare(noise, picture, preparation);
  const feeds = { [picture.name]: { type: 'float32', data, shape: shapeOf(picture, 1) } } as const;
  const values = await runnable(traceValues(model, feeds, name), name);
  const answer = findAnswer(model, values, name, options.output);
  const cut =
    options.at === undefined
      ? findCut(model, picture.name, answer, values, name)
      : cutAt(model, options.at, values, name);
  const freed = freeReshapes(model, cut, values);
  const backbone = encodeOnnx(backboneOf(freed, picture, preparation, cut, name));
  const back = options.withHead ? headOf(freed, cut, answer, name) : undefined;
  const head = back && { bytes: encodeOnnx(back.model), logits: back.logits };
  const halves = { name, whole: model, picture, preparation, cut, answer, backbone, ...(head && { head }) };
  const differences = await runnable(compareHalves(halves, allPictures(), threads), name);
  options.signal?.throwIfAborted();
  if (!isExact(differences)) throw splitError('SPLIT_INEXACT', `${name} (${describeDifferences(differences)})`);
  return { picture, cut, answer, backbone, head: head?.bytes, differences };

  async function* allPictures() {
    yield* syntheticPictures(picture.size, 1);
    if (options.check === undefined) return;
    for await (const given of picturesIn(options.check, picture.size)) {
      options.signal?.throwIfAborted();
      yield given;
    }
  }
}

/** What was compared, in words. */
export function describeDifferences({ pictures, features, answers }: Differences): string {
  const text = (difference: number) => difference.toExponential(1);
  const shares = answers ? `logits ${text(answers.logits)} and features` : 'features';
  const probabilities = answers ? `probabilities ${text(answers.probabilities)}, ` : '';
  return `over ${pictures} pictures: ${probabilities}${shares} ${text(features)} of the largest`;
}

function isExact({ features, answers }: Differences): boolean {
  // A difference that is not a number is none that could be small.
  return [features, ...Object.values(answers ?? {})].every((difference) => difference <= tolerance);
}

/** AttributeProto.AttributeType of attributes that hold graphs. */
const graphTypes: readonly number[] = [5, 10];

function requireReadable({ graph, opsetImport }: OnnxModel, name: string): void {
  const opset = opsetImport.find(({ domain = '' }) => domain === '' || domain === 'ai.onnx');
  const version = opset ? numberOf(opset.version) : 0;
  if (version < oldestOpset) throw splitError('SPLIT_OPSET', `${name} (${version})`);
  const holder = graph.node.find(({ attribute }) => attribute.some(({ type }) => graphTypes.includes(type)));
  if (holder) throw splitError('SPLIT_BRANCHES', `${name} (${holder.opType} "${holder.output[0] ?? ''}")`);
}

/** Waits for what runs a model; a model that the runtime refuses is told from a program that fails. */
async function runnable<T>(running: Promise<T>, name: string): Promise<T> {
  try {
    return await running;
  } catch (error) {
    if (isCodedError(error, 'MODEL_LOAD') || isCodedError(error, 'MODEL_RUN')) {
      throw splitError('SPLIT_RUNTIME', `${name} (${reasonOf(error)})`, error);
    }
    throw error;
  }
}

/** What ONNX Runtime said, without the place in its sources that some of its messages begin with. */
function reasonOf({ cause, message }: Error): string {
  const [line = ''] = (cause === undefined ? message : messageOf(cause)).split('\n', 1);
  return line.replace(/^\/\S+\.(?:h|cc):\d+ .*?\) (?=[A-Z])/, '');
}
