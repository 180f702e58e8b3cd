import { describe, expect, it } from 'vitest';
import { linearProbe, type ProbeSet, probeLoss } from './probe.ts';
import { createRandom } from './random.ts';

/** Two classes whose means are `distance` apart along every dimension, in units of their spread. */
function cloud(distance: number): ProbeSet {
  const random = createRandom(7);
  const positive = Array.from({ length: 150 }, (_, i) => i % 5 === 0);
  const dims = 4;
  const features = Float32Array.from({ length: 150 * dims }, (_, i) => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return normal + (positive[Math.floor(i / dims)] ? distance : 0);
  });
  return { features, dims, positive, groups: positive.map((_, i) => i) };
}

it('tells classes apart that a plane divides', () => {
  expect(linearProbe(cloud(8))).toEqual({ accuracy: 1, auroc: 1, recall: 1, fpr: 0 });
});

it('finds nothing where there is nothing', () => {
  const { auroc } = linearProbe(cloud(0));
  expect(auroc).toBeGreaterThan(0.35);
  expect(auroc).toBeLessThan(0.65);
});

it('does not mind the scale of a dimension, and finds the rarer class as well as the other', () => {
  const set = cloud(1);
  const stretched = { ...set, features: set.features.map((value, i) => value * (i % 4 === 0 ? 1000 : 1) + 5) };
  const [plain, other] = [linearProbe(set), linearProbe(stretched)];
  expect(other.auroc).toBeCloseTo(plain.auroc, 3);
  // Four dimensions, one spread apart: the classes' middles are two spreads apart, so 84 % of each is on its side.
  expect(plain.recall).toBeGreaterThan(0.7);
  expect(plain.fpr).toBeLessThan(0.3);
});

it('never learns from a group that it judges', () => {
  // Pairs of equal rows, labelled at random: whoever has seen the twin knows the answer, nobody else does.
  const random = createRandom(3);
  const twins = Array.from({ length: 60 }, () => ({
    positive: random() < 0.5,
    row: Array.from({ length: 80 }, random),
  }));
  const rows = [...twins, ...twins];
  const set = {
    features: Float32Array.from(rows.flatMap(({ row }) => row)),
    dims: 80,
    positive: rows.map(({ positive }) => positive),
  };
  expect(linearProbe({ ...set, groups: rows.map((_, i) => i % 60) }).auroc).toBeLessThan(0.7);
  expect(linearProbe({ ...set, groups: rows.map((_, i) => i) }).auroc).toBeGreaterThan(0.8);
});

describe('what is lost with other features', () => {
  it('is nothing when they are the same', () => {
    const set = cloud(1);
    const { auroc } = linearProbe(set);
    expect(probeLoss(set, set.features)).toEqual({ lossPoints: 0, flips: 0, auroc: [auroc, auroc], n: 150 });
  });

  it('is all that was known when they say nothing', () => {
    const set = cloud(8);
    const { lossPoints, flips, auroc } = probeLoss(set, new Float32Array(set.features.length));
    expect(auroc).toEqual([1, 0.5]);
    // A row of zeros is in the middle of the class that is not positive: the fifth that is, is missed.
    expect(lossPoints).toBeCloseTo(20, 6);
    expect(100 * flips).toBeCloseTo(lossPoints, 6);
  });
});
