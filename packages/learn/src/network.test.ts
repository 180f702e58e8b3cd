import { describe, expect, it } from 'vitest';
import { rowsWhere, totalWeight } from './examples.ts';
import { createNetwork } from './network.ts';
import { createRandom } from './random.ts';
import { standardise } from './scale.ts';
import { finish } from './work.ts';

const dims = 3;
// More than a block of 64 rows, and no whole number of tiles.
const count = 71;

function example(classes: number, hidden: number) {
  const random = createRandom(5);
  const examples = {
    features: Float32Array.from({ length: count * dims }, () => 10 * random() - 2),
    dims,
    labels: Array.from({ length: count }, (_, i) => (i * 7) % classes),
    weights: Array.from({ length: count }, (_, i) => 1 + (i % 3)),
  };
  // Some of the rows, out of order.
  const rows = rowsWhere(count, (row) => row % 9 !== 4).reverse();
  const network = createNetwork({ dims, hidden, classes }, examples, finish(standardise(examples, rows)), 0.3);
  const point = Float64Array.from({ length: network.size }, () => random() - 0.5);
  return { examples, rows, network, point, total: totalWeight(examples, rows) };
}

describe.each([
  [2, 0],
  [3, 0],
  [9, 0],
  [2, 1],
  [2, 6],
  [5, 7],
])('of %i classes, %i hidden outputs', (classes, hidden) => {
  it('the slope is what the loss changes by', () => {
    const { rows, network, point, total } = example(classes, hidden);
    const gradient = new Float64Array(network.size);
    finish(network.slope(rows, total, point, gradient));
    const scratch = new Float64Array(network.size);
    const step = 1e-6;
    gradient.forEach((slope, i) => {
      const at = (shift: number) =>
        finish(network.slope(rows, total, point.with(i, (point[i] ?? 0) + shift), scratch)).loss;
      expect((at(step) - at(-step)) / (2 * step)).toBeCloseTo(slope, 7);
    });
  });

  it('the loss is the mean surprise of the logits, and l2 on weights but not on biases', () => {
    const { examples, rows, network, point, total } = example(classes, hidden);
    const logits = new Float64Array(rows.length * classes);
    finish(network.logits(rows, point, logits));
    const surprises = Array.from(rows, (row, i) => {
      const own = logits.subarray(i * classes, (i + 1) * classes);
      const sum = own.reduce((all, logit) => all + Math.exp(logit), 0);
      return (examples.weights[row] ?? 0) * (Math.log(sum) - (own[examples.labels[row] ?? 0] ?? 0));
    });
    const entropy = surprises.reduce((sum, value) => sum + value, 0) / total;
    const strides = hidden
      ? [...Array(hidden).fill(dims + 1), ...Array(classes).fill(hidden + 1)]
      : Array(classes).fill(dims + 1);
    let at = 0;
    let squares = 0;
    for (const stride of strides) {
      for (const value of point.subarray(at, at + stride - 1)) squares += value * value;
      at += stride;
    }
    expect(at).toBe(network.size);
    const found = finish(network.slope(rows, total, point, new Float64Array(network.size)));
    expect(found.entropy).toBeCloseTo(entropy, 12);
    expect(found.loss).toBeCloseTo(entropy + 0.15 * squares, 12);
  });

  it('the logits are those of one row at a time, by hand', () => {
    const { examples, rows, network, point } = example(classes, hidden);
    const { mean, deviation } = finish(standardise(examples, rows));
    const logits = new Float64Array(rows.length * classes);
    finish(network.logits(rows, point, logits));
    const layer = (input: readonly number[], at: number, outputs: number) =>
      Array.from({ length: outputs }, (_, o) => {
        const own = point.subarray(at + o * (input.length + 1), at + (o + 1) * (input.length + 1));
        return input.reduce((sum, value, i) => sum + value * (own[i] ?? 0), own.at(-1) ?? 0);
      });
    rows.forEach((row, i) => {
      const values = Array.from(examples.features.subarray(row * dims, (row + 1) * dims), (value, d) =>
        Math.fround((value - (mean[d] ?? 0)) / (deviation[d] ?? 1)),
      );
      const inner = hidden ? layer(values, 0, hidden).map((value) => Math.max(0, value)) : values;
      const expected = layer(inner, hidden * (dims + 1), classes);
      for (const [c, value] of expected.entries()) expect(logits[i * classes + c]).toBeCloseTo(value, 12);
    });
  });
});

it('yields the work it does: two passes over the parameters a row', () => {
  const { rows, network, point, total } = example(2, 6);
  let work = 0;
  for (const done of network.slope(rows, total, point, new Float64Array(network.size))) work += done;
  expect(work).toBe(2 * rows.length * network.size);
});
