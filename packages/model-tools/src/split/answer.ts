import type { OnnxModel, Result } from '@splitsight/inference/onnx';
import { linkGraph } from '../graph/links.ts';
import { splitError } from './errors.ts';

/** The output that says how much a picture is of each class. */
export interface Answer {
  readonly name: string;
  readonly classes: number;
  /** What it holds. */
  readonly form: 'logits' | 'probabilities' | 'log-probabilities';
  /** The value that holds the logits: the answer itself, or what its softmax takes. */
  readonly logits: string;
}

/** Operators that only change the shape of one row of scores, or do nothing outside of training. */
const reshaping = new Set(['Flatten', 'Reshape', 'Squeeze', 'Unsqueeze', 'Identity', 'Dropout', 'Transpose', 'Cast']);

/**
 * Finds the answer of a classifier: the output called `wanted`, or else its first. What it holds is read off the graph:
 * behind a softmax come probabilities; where there is none, they are logits.
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
  let last = producers.get(port.name);
  while (last && reshaping.has(last.opType)) last = producers.get(last.input[0] ?? '');
  const answer = { name: port.name, classes };
  if (last?.opType === 'Softmax') return { ...answer, form: 'probabilities', logits: last.input[0] ?? '' };
  if (last?.opType === 'LogSoftmax') return { ...answer, form: 'log-probabilities', logits: last.input[0] ?? '' };
  if (last?.opType === 'Sigmoid') throw refused(`"${port.name}" ends in a sigmoid, so its classes do not add up to 1`);
  return { ...answer, form: 'logits', logits: port.name };
}
