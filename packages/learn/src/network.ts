import { addSlope, backward, forward, layerSize, relu } from './dense.ts';
import type { Examples } from './examples.ts';
import { gather, type Scale } from './scale.ts';
import { softmaxInPlace, surprise } from './softmax.ts';
import type { Work } from './work.ts';

/** The size of a classifier; without a hidden layer (`hidden` 0) it is linear. */
export interface Shape {
  readonly dims: number;
  readonly hidden: number;
  readonly classes: number;
}

/** The loss at a point. */
export interface Loss {
  /** The weighted mean cross-entropy. */
  readonly entropy: number;
  /** The same, plus l2 / 2 times the sum of the squared weights. Biases are not held down. */
  readonly loss: number;
}

/** A classifier of one shape on one set of examples, to be evaluated at any point: that is, with any parameters. */
export interface Network {
  readonly shape: Shape;
  /** The length of a point: the hidden layer's outputs, then the classes; of each its weights, then its bias. */
  readonly size: number;
  /**
   * The loss over some rows, and its slope.
   *
   * @param total what a sum over the rows is divided by: what they weigh, or what a batch of so many weighs on average.
   * @param gradient is written to.
   */
  slope(rows: Int32Array, total: number, point: Float64Array, gradient: Float64Array): Work<Loss>;
  /** Writes the logits of some rows: rows × classes. */
  logits(rows: Int32Array, point: Float64Array, into: Float64Array): Work<void>;
}

/** So many rows are taken at a time: with 512 dimensions they fit the processor's cache. */
const blockRows = 64;

/** Makes the classifier of a shape on examples whose rows are standardised as they are read. */
export function createNetwork(
  shape: Shape,
  examples: Pick<Examples, 'features' | 'dims'> & Partial<Examples>,
  scale: Scale | undefined,
  l2: number,
): Network {
  const { dims, hidden, classes } = shape;
  const { labels = [], weights = [] } = examples;
  const inputs = hidden || dims;
  const outputAt = hidden && layerSize(dims, hidden);
  const size = outputAt + layerSize(inputs, classes);
  const block = new Float64Array(blockRows * dims);
  const activations = hidden ? new Float64Array(blockRows * hidden) : block;
  const hiddenErrors = new Float64Array(blockRows * hidden);
  const scores = new Float64Array(blockRows * classes);

  function score(rows: Int32Array, point: Float64Array): void {
    gather(examples, rows, scale, block);
    if (hidden) {
      forward(block, rows.length, dims, point, 0, hidden, activations);
      relu(activations, rows.length * hidden);
    }
    forward(activations, rows.length, inputs, point, outputAt, classes, scores);
  }

  return {
    shape,
    size,
    *slope(rows, total, point, gradient) {
      gradient.fill(0);
      let sum = 0;
      for (let first = 0; first < rows.length; first += blockRows) {
        const some = rows.subarray(first, first + blockRows);
        score(some, point);
        for (let r = 0; r < some.length; r++) {
          const weight = weights[some[r] as number] as number;
          const label = labels[some[r] as number] as number;
          const at = r * classes;
          sum += weight * surprise(softmaxInPlace(scores, at, classes, label));
          for (let c = 0; c < classes; c++) {
            scores[at + c] = weight * ((scores[at + c] as number) - (c === label ? 1 : 0));
          }
        }
        addSlope(scores, activations, some.length, inputs, gradient, outputAt, classes);
        if (hidden) {
          backward(scores, some.length, classes, point, outputAt, hidden, activations, hiddenErrors);
          addSlope(hiddenErrors, block, some.length, dims, gradient, 0, hidden);
        }
        yield 2 * some.length * size;
      }
      let squares = hidden && holdDown(point, gradient, 0, dims, hidden, total, l2);
      squares += holdDown(point, gradient, outputAt, inputs, classes, total, l2);
      return { entropy: sum / total, loss: sum / total + (l2 / 2) * squares };
    },
    *logits(rows, point, into) {
      for (let first = 0; first < rows.length; first += blockRows) {
        const some = rows.subarray(first, first + blockRows);
        score(some, point);
        into.set(scores.subarray(0, some.length * classes), first * classes);
        yield some.length * size;
      }
    },
  };
}

/** Makes means of a layer's sums and adds the slope of its penalty. @returns the sum of its squared weights. */
function holdDown(
  point: Float64Array,
  gradient: Float64Array,
  at: number,
  inputs: number,
  outputs: number,
  total: number,
  l2: number,
): number {
  let squares = 0;
  for (let o = 0, i = at; o < outputs; o++, i++) {
    for (const end = i + inputs; i < end; i++) {
      const value = point[i] as number;
      squares += value * value;
      gradient[i] = (gradient[i] as number) / total + l2 * value;
    }
    gradient[i] = (gradient[i] as number) / total;
  }
  return squares;
}
