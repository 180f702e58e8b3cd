import type { OnnxModel, Result } from '@splitsight/inference/onnx';
import { linkGraph } from '../graph/links.ts';
import { splitError } from './errors.ts';

/** The output that says how much a picture is of each class. */
export interface Answer {
  readonly name: string;
  readonly classes: number;
  /** What it holds. */
  readonly form: 'logits' | 'probabilities' | 'log-probabilities';
  /** The value that holds the logits: what the softmax takes, or the answer where there is none to be seen. */
  readonly logits: string;
  /** The value that the logits are in another shape: what the last layer makes. */
  readonly origin: string;
}

/** Operators that only change the shape of one row of scores, or do nothing outside of training. */
const reshaping = new Set(['Flatten', 'Reshape', 'Squeeze', 'Unsqueeze', 'Identity', 'Dropout', 'Transpose', 'Cast']);

/**
 * Finds the answer of a classifier: the output called `wanted`, or else its first. What it holds is seen from its values:
 * numbers that add up to 1 are probabilities, those whose exponentials do are their logarithms, and others are logits.
 *
 * @param values what the model's values hold for one picture.
 * @throws CodedError SPLIT_ANSWER
 */
export function findAnswer(
  { graph }: OnnxModel,
  values: ReadonlyMap<string, Result>,
  name: string,
  wanted?: string,
): Answer {
  const port = wanted === undefined ? graph.output[0] : graph.output.find((output) => output.name === wanted);
  const found = values.get(port?.name ?? '');
  const outputs = graph.output.map((output) => `"${output.name}" [${values.get(output.name)?.shape.join(', ') ?? ''}]`);
  const refused = (why: string) => splitError('SPLIT_ANSWER', `${name} (${why}; its outputs: ${outputs.join(', ')})`);
  if (!port || !found) throw refused(`it has no "${wanted}"`);
  const classes = found.shape.reduce((product, size) => product * size, 1);
  if (found.type !== 'float32' || found.shape[0] !== 1 || found.shape.length < 2 || classes < 2) {
    throw refused(`not "${port.name}"`);
  }
  const { producers } = linkGraph(graph);
  const originOf = (value: string): string => {
    const producer = producers.get(value);
    return producer && reshaping.has(producer.opType) ? originOf(producer.input[0] ?? '') : value;
  };
  const { name: answer } = port;
  const last = producers.get(originOf(answer));
  if (last?.opType === 'Sigmoid') throw refused(`"${answer}" ends in a sigmoid, so its classes do not add up to 1`);
  const form = formOf(found.data);
  const softmax = last?.opType === 'Softmax' || last?.opType === 'LogSoftmax' ? last : undefined;
  const logits = softmax?.input[0] ?? answer;
  return { name: answer, classes, form, logits, origin: originOf(logits) };
}

/** Rounding of thousands of classes that add up. */
const rounding = 1e-4;

function formOf(values: Float32Array): Answer['form'] {
  const isOne = (sum: number) => Math.abs(sum - 1) < rounding;
  if (values.every((value) => value >= 0) && isOne(values.reduce((sum, value) => sum + value, 0)))
    return 'probabilities';
  return isOne(values.reduce((sum, value) => sum + Math.exp(value), 0)) ? 'log-probabilities' : 'logits';
}
