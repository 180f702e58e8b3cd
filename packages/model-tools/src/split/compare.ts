import {
  decodeOnnx,
  encodeOnnx,
  type OnnxModel,
  openSession,
  type Result,
  type Session,
} from '@splitsight/inference/onnx';
import type { Answer } from './answer.ts';
import type { Cut } from './cut.ts';
import { type PictureInput, type Preparation, prepare, shapeOf } from './picture.ts';

/** A classifier and what it was cut into. */
export interface Halves {
  readonly name: string;
  readonly whole: OnnxModel;
  readonly picture: PictureInput;
  readonly preparation: Preparation;
  readonly cut: Cut;
  readonly answer: Answer;
  /** The files as they are to be written. */
  readonly backbone: Uint8Array;
  /** Left out where only the backbone is wanted. */
  readonly head?: { readonly bytes: Uint8Array; readonly logits: string };
}

/** How far the halves are from the whole, at the most of all pictures. */
export interface Differences {
  readonly pictures: number;
  /** Of a value of a feature, as a share of the largest value in it. */
  readonly features: number;
  /** Left out where there is no head. */
  readonly answers: AnswerDifferences | undefined;
}

interface AnswerDifferences {
  /** Of the probability of a class. */
  readonly probabilities: number;
  /** Of a logit, as a share of the largest logit of the picture. */
  readonly logits: number;
}

interface Runs {
  readonly whole: Session;
  readonly backbone: Session;
  readonly head: Session | undefined;
}

/** Pictures go through the halves two at a time, so a graph that works for one alone is found out. */
const batchSize = 2;

/**
 * Runs pictures through the whole model, one by one and prepared outside of any graph, and through the halves, and
 * compares what comes out.
 *
 * @throws CodedError MODEL_LOAD, MODEL_RUN
 */
export async function compareHalves(
  halves: Halves,
  pictures: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  threads: number,
): Promise<Differences> {
  const { name, whole, cut, answer, head } = halves;
  const sessions: Session[] = [];
  const open = async (model: OnnxModel | Uint8Array, part: string) => {
    const bytes = model instanceof Uint8Array ? model : encodeOnnx(model);
    const session = await openSession(bytes, threads, `${part} of ${name}`);
    sessions.push(session);
    return session;
  };
  let worst: Differences = { pictures: 0, features: 0, answers: undefined };
  try {
    const runs: Runs = {
      whole: await open(showing(whole, [answer.name, answer.logits, cut.value]), 'the whole'),
      backbone: await open(halves.backbone, 'the backbone'),
      head: head && (await open(showing(decodeOnnx(head.bytes, name), ['probabilities', head.logits]), 'the head')),
    };
    let batch: Uint8Array[] = [];
    const compare = async () => {
      for (const differences of await compareBatch(halves, runs, batch)) worst = worse(worst, differences);
      batch = [];
    };
    for await (const picture of pictures) {
      batch.push(picture);
      if (batch.length === batchSize) await compare();
    }
    if (batch.length > 0) await compare();
    return worst;
  } finally {
    for (const session of sessions) await session.close();
  }
}

/** The model with these values as its outputs; of an output without a type the runtime finds the type itself. */
function showing(model: OnnxModel, values: readonly string[]): OnnxModel {
  const known = new Map(model.graph.output.map((port) => [port.name, port]));
  const output = [...new Set(values)].map((name) => known.get(name) ?? { name });
  return { ...model, graph: { ...model.graph, output } };
}

async function compareBatch(halves: Halves, runs: Runs, batch: readonly Uint8Array[]): Promise<Differences[]> {
  const { picture, preparation, cut, answer, head } = halves;
  const { height, width } = picture.size;
  const data = Buffer.concat(batch);
  const front = await runs.backbone.run({ image: { type: 'uint8', data, shape: [batch.length, height, width, 3] } });
  const vector = { type: 'float32', data: floats(front, 'features'), shape: [batch.length, cut.dims] } as const;
  const back = await runs.head?.run({ vector });
  const found: Differences[] = [];
  for (const [i, bytes] of batch.entries()) {
    const value = prepare(bytes, picture, preparation);
    const feeds = { [picture.name]: { type: 'float32', data: value, shape: shapeOf(picture, 1) } } as const;
    const whole = await runs.whole.run(feeds);
    const row = (values: Float32Array, length: number) => values.subarray(i * length, (i + 1) * length);
    found.push({
      pictures: 1,
      features: relative(row(vector.data, cut.dims), floats(whole, cut.value)),
      answers: back &&
        head && {
          probabilities: largestDifference(row(floats(back, 'probabilities'), answer.classes), expected(whole, answer)),
          logits: relative(row(floats(back, head.logits), answer.classes), floats(whole, answer.logits)),
        },
    });
  }
  return found;
}

/** The probabilities that the whole model gives, in arithmetic outside of any graph where it gives logits. */
function expected(whole: ReadonlyMap<string, Result>, { name, form }: Answer): Float32Array | Float64Array {
  const values = floats(whole, name);
  if (form === 'probabilities') return values;
  const largest = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const powers = Float64Array.from(values, (value) => Math.exp(value - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

function floats(values: ReadonlyMap<string, Result>, name: string): Float32Array {
  const found = values.get(name);
  return found?.type === 'float32' ? found.data : new Float32Array(0);
}

function relative(found: Float32Array, wanted: Float32Array): number {
  const scale = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), Number.MIN_VALUE);
  return largestDifference(found, wanted) / scale;
}

/** Not a number where one of the values is none, or where there are not as many. */
function largestDifference(found: Float32Array, wanted: Float32Array | Float64Array): number {
  if (found.length !== wanted.length || wanted.length === 0) return Number.NaN;
  let largest = 0;
  for (let i = 0; i < found.length; i++) {
    largest = Math.max(largest, Math.abs((found[i] as number) - (wanted[i] as number)));
  }
  return largest;
}

function worse({ pictures, features, answers }: Differences, other: Differences): Differences {
  const { probabilities = 0, logits = 0 } = answers ?? {};
  return {
    pictures: pictures + other.pictures,
    features: Math.max(features, other.features),
    answers: other.answers && {
      probabilities: Math.max(probabilities, other.answers.probabilities),
      logits: Math.max(logits, other.answers.logits),
    },
  };
}
