import { describe, expect, it } from 'vitest';
import { type Descent, nextStep } from './descent.ts';
import { rowsWhere, totalWeight } from './examples.ts';
import { createNetwork } from './network.ts';
import { type OptimizerChoice, parseOptions } from './options.ts';
import { standardise } from './scale.ts';
import { descend } from './start.ts';
import { clouds, rings } from './testing/clouds.ts';
import { finish } from './work.ts';

const sgd = { kind: 'sgd', learning_rate: 0.05, momentum: 0.9, batch: 16, decay: 0.05 } as const;

/** A way down on some examples, and the loss and the length of the slope where it has come to. */
function walk(hidden: number, optimizer: OptimizerChoice, seed = 1) {
  const set = hidden ? rings(300) : clouds(300, 3, 6, 1);
  const weighted = { ...set, weights: Array.from(set.labels, (_, row) => 1 + (row % 3)) };
  const rows = rowsWhere(300, () => true);
  const model = hidden ? ({ kind: 'mlp', hidden } as const) : ({ kind: 'linear' } as const);
  const recipe = parseOptions({ l2: 0.01, balance: 0, seed, model, optimizer }, set.dims, set.classes);
  const network = createNetwork(recipe.shape, weighted, finish(standardise(weighted, rows)), recipe.l2);
  const descent = descend(network, weighted, rows, recipe);
  return {
    descent,
    network,
    lossAt(point: Float64Array) {
      const gradient = new Float64Array(network.size);
      const { loss } = finish(network.slope(rows, totalWeight(weighted, rows), point, gradient));
      return { loss, slope: Math.hypot(...gradient) };
    },
  };
}

function lastPoint(descent: Descent, steps: number): Float64Array {
  let point = new Float64Array(0);
  for (let step = 0; step < steps; step++) {
    const next = finish(nextStep(descent));
    if (!next) break;
    point = Float64Array.from(next.point);
  }
  return point;
}

describe('L-BFGS', () => {
  it.each([
    [0, 1e-8],
    // A ReLU has an edge, and the least loss may lie on one, where the slope jumps.
    [8, 1e-3],
  ])('with %i hidden outputs arrives where the slope is flat', (hidden, flat) => {
    const { descent, lossAt } = walk(hidden, { kind: 'lbfgs' });
    expect(lossAt(lastPoint(descent, 1)).slope).toBeGreaterThan(0.1);
    expect(lossAt(lastPoint(descent, 1_000)).slope).toBeLessThan(flat);
  });

  it('never goes up, and ends by itself', () => {
    const { descent, lossAt, network } = walk(0, { kind: 'lbfgs' });
    let before = lossAt(new Float64Array(network.size)).loss;
    let steps = 0;
    for (;;) {
      const next = finish(nextStep(descent));
      if (!next) break;
      const { loss } = lossAt(next.point);
      expect(loss).toBeLessThanOrEqual(before);
      before = loss;
      steps++;
    }
    expect(steps).toBeGreaterThan(5);
    expect(steps).toBeLessThan(200);
  });

  it('finds the only optimum there is, wherever it comes from', () => {
    const { descent, lossAt } = walk(0, { kind: 'lbfgs' });
    const { loss } = lossAt(lastPoint(descent, 200));
    const other = lossAt(lastPoint(walk(0, sgd).descent, 200)).loss;
    expect(other).toBeGreaterThan(loss);
    expect(other / loss - 1).toBeLessThan(1e-3);
  });
});

describe('SGD', () => {
  it('of one batch without momentum moves by the rate times the slope', () => {
    const { descent, network } = walk(0, { ...sgd, momentum: 0, batch: 300, decay: 0 });
    const start = new Float64Array(network.size);
    const gradient = new Float64Array(network.size);
    const rows = rowsWhere(300, () => true);
    const total = Array.from(rows, (row) => 1 + (row % 3)).reduce((sum, weight) => sum + weight, 0);
    const { entropy } = finish(network.slope(rows, total, start, gradient));
    const next = finish(nextStep(descent));
    next?.point.forEach((value, i) => {
      expect(value).toBeCloseTo(-0.05 * (gradient[i] ?? 0), 12);
    });
    expect(next?.entropy).toBeCloseTo(entropy, 12);
  });

  it('with momentum moves on by as much of its last move, and slower with decay', () => {
    const { descent, network } = walk(0, { ...sgd, batch: 300, decay: 1 });
    const [first, second] = [lastPoint(descent, 1), lastPoint(descent, 1)];
    const gradient = new Float64Array(network.size);
    const rows = rowsWhere(300, () => true);
    finish(network.slope(rows, 600, first, gradient));
    second.forEach((value, i) => {
      const move = 0.9 * (first[i] ?? 0) - (0.05 / 2) * (gradient[i] ?? 0);
      expect(value - (first[i] ?? 0)).toBeCloseTo(move, 10);
    });
  });

  it('is the same for the same seed and another for another', () => {
    const end = (seed: number) => lastPoint(walk(4, sgd, seed).descent, 5);
    expect(end(1)).toEqual(end(1));
    expect(end(1)).not.toEqual(end(2));
  });
});
