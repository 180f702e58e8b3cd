/**
 * Turns the logits of one row, `classes` values from `at` on, into probabilities, in place.
 *
 * @returns that of class `label`.
 */
export function softmaxInPlace(values: Float64Array, at: number, classes: number, label: number): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < classes; c++) top = Math.max(top, values[at + c] as number);
  let sum = 0;
  for (let c = 0; c < classes; c++) {
    const value = Math.exp((values[at + c] as number) - top);
    values[at + c] = value;
    sum += value;
  }
  for (let c = 0; c < classes; c++) values[at + c] = (values[at + c] as number) / sum;
  return values[at + label] as number;
}

/** What a row costs whose class was given this probability; the most where the probability has run out of digits. */
export function surprise(probability: number): number {
  return -Math.log(Math.max(Number.MIN_VALUE, probability));
}
