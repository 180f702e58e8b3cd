/** What a head learns from: features in rows, each with its class. */
export interface Examples {
  /** count × dims, row by row. */
  readonly features: Float32Array;
  readonly dims: number;
  /** The class of each row, from 0. */
  readonly labels: ArrayLike<number>;
  /** How much each row counts, above 0. */
  readonly weights: ArrayLike<number>;
}

/** The loss at a point, and its slope there. */
export interface Slope {
  readonly loss: number;
  readonly gradient: Float64Array;
}

/**
 * The weighted mean cross-entropy of a linear softmax classifier, plus l2 / 2 times the sum of its squared weights.
 *
 * @param parameters classes × (dims + 1): the weights of a class, then its bias. Biases are not held down by l2.
 */
export function softmaxLoss(examples: Examples, classes: number, l2: number, parameters: Float64Array): Slope {
  const { features, dims, labels, weights } = examples;
  const stride = dims + 1;
  const gradient = new Float64Array(parameters.length);
  const scores = new Float64Array(classes);
  let loss = 0;
  let total = 0;
  for (let row = 0; row < labels.length; row++) {
    const weight = weights[row] as number;
    const label = labels[row] as number;
    total += weight;
    scoreRow(features, row * dims, dims, parameters, scores);
    loss -= weight * Math.log(Math.max(Number.MIN_VALUE, softmaxInPlace(scores, label)));
    for (let c = 0; c < classes; c++) scores[c] = weight * ((scores[c] as number) - (c === label ? 1 : 0));
    addErrors(features, row * dims, dims, scores, gradient);
  }
  let squares = 0;
  for (let i = 0; i < parameters.length; i++) {
    const value = i % stride === dims ? 0 : (parameters[i] as number);
    squares += value * value;
    gradient[i] = (gradient[i] as number) / total + l2 * value;
  }
  return { loss: loss / total + (l2 / 2) * squares, gradient };
}

/** The logits of every row: count × classes. Parameters as {@link softmaxLoss}. */
export function logits(features: Float32Array, dims: number, classes: number, parameters: Float64Array): Float64Array {
  const count = features.length / dims;
  const all = new Float64Array(count * classes);
  for (let row = 0; row < count; row++) {
    scoreRow(features, row * dims, dims, parameters, all.subarray(row * classes, (row + 1) * classes));
  }
  return all;
}

/** Turns the logits of one row into probabilities, in place. @returns that of class `label`. */
export function softmaxInPlace(row: Float64Array, label: number): number {
  const top = row.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  let sum = 0;
  for (let c = 0; c < row.length; c++) {
    const value = Math.exp((row[c] as number) - top);
    row[c] = value;
    sum += value;
  }
  for (let c = 0; c < row.length; c++) row[c] = (row[c] as number) / sum;
  return row[label] as number;
}

/*
 * Both loops below take four classes at a time, so that a value of the row is fetched once for the four: twice as fast
 * with many classes. Each sum still runs over the dimensions in their order, so the results are the same to the last bit.
 */

function scoreRow(
  features: Float32Array,
  start: number,
  dims: number,
  parameters: Float64Array,
  scores: Float64Array,
): void {
  const stride = dims + 1;
  let c = 0;
  for (; c + 4 <= scores.length; c += 4) {
    const [a, b, e, f] = [c * stride, (c + 1) * stride, (c + 2) * stride, (c + 3) * stride];
    let scoreA = parameters[a + dims] as number;
    let scoreB = parameters[b + dims] as number;
    let scoreE = parameters[e + dims] as number;
    let scoreF = parameters[f + dims] as number;
    for (let d = 0; d < dims; d++) {
      const value = features[start + d] as number;
      scoreA += (parameters[a + d] as number) * value;
      scoreB += (parameters[b + d] as number) * value;
      scoreE += (parameters[e + d] as number) * value;
      scoreF += (parameters[f + d] as number) * value;
    }
    scores[c] = scoreA;
    scores[c + 1] = scoreB;
    scores[c + 2] = scoreE;
    scores[c + 3] = scoreF;
  }
  for (; c < scores.length; c++) {
    const base = c * stride;
    let score = parameters[base + dims] as number;
    for (let d = 0; d < dims; d++) score += (parameters[base + d] as number) * (features[start + d] as number);
    scores[c] = score;
  }
}

function addErrors(
  features: Float32Array,
  start: number,
  dims: number,
  errors: Float64Array,
  gradient: Float64Array,
): void {
  const stride = dims + 1;
  let c = 0;
  for (; c + 4 <= errors.length; c += 4) {
    const [a, b, e, f] = [c * stride, (c + 1) * stride, (c + 2) * stride, (c + 3) * stride];
    const errorA = errors[c] as number;
    const errorB = errors[c + 1] as number;
    const errorE = errors[c + 2] as number;
    const errorF = errors[c + 3] as number;
    for (let d = 0; d < dims; d++) {
      const value = features[start + d] as number;
      gradient[a + d] = (gradient[a + d] as number) + errorA * value;
      gradient[b + d] = (gradient[b + d] as number) + errorB * value;
      gradient[e + d] = (gradient[e + d] as number) + errorE * value;
      gradient[f + d] = (gradient[f + d] as number) + errorF * value;
    }
    gradient[a + dims] = (gradient[a + dims] as number) + errorA;
    gradient[b + dims] = (gradient[b + dims] as number) + errorB;
    gradient[e + dims] = (gradient[e + dims] as number) + errorE;
    gradient[f + dims] = (gradient[f + dims] as number) + errorF;
  }
  for (; c < errors.length; c++) {
    const base = c * stride;
    const error = errors[c] as number;
    for (let d = 0; d < dims; d++) {
      gradient[base + d] = (gradient[base + d] as number) + error * (features[start + d] as number);
    }
    gradient[base + dims] = (gradient[base + dims] as number) + error;
  }
}
