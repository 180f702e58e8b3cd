import { expect, it } from 'vitest';
import { predict } from './classifier.ts';
import { createRandom } from './random.ts';
import { calibrate, crossEntropy } from './temperature.ts';
import { accuracy, clouds } from './testing/clouds.ts';
import { trainHead } from './train.ts';
import type { TrainingSet } from './training-set.ts';
import { finish } from './work.ts';

const options = { l2: 0.01, balance: 1, seed: 1 };

it('tells three clouds apart that it has not seen', async () => {
  const head = await trainHead(clouds(300, 3, 6, 5), options);
  const fresh = clouds(300, 3, 6, 5, 99);
  expect(accuracy(fresh, predict(head, fresh.features))).toBeGreaterThan(0.97);
});

it('gives the same head for the same rows, to the last bit', async () => {
  const set = clouds(120, 2, 5, 1);
  expect(await trainHead(set, options)).toEqual(await trainHead(set, options));
});

it('makes do with two groups of a class, and not with one', async () => {
  const set = clouds(120, 2, 5, 5);
  const grouped = (each: number) => ({
    ...set,
    groups: Array.from(set.labels, (label, row) => 2 * (Math.floor(row / 2) % each) + label),
  });
  const head = await trainHead(grouped(2), options);
  const fresh = clouds(120, 2, 5, 5, 99);
  expect(accuracy(fresh, predict(head, fresh.features))).toBeGreaterThan(0.9);
  await expect(trainHead(grouped(1), options)).rejects.toMatchObject({ code: 'LEARN_FOLDS' });
});

it('leaves a dimension that never changes out', async () => {
  const set = clouds(60, 2, 3, 3);
  const features = set.features.map((value, i) => (i % 3 === 2 ? 4 : value));
  const head = await trainHead({ ...set, features }, options);
  expect(Math.abs(head.layers.output.weights[2] ?? 1)).toBeLessThan(1e-9);
});

it('lets a rare class count as much as a frequent one when balanced', async () => {
  const all = clouds(400, 2, 2, 1.5);
  const rows = Array.from(all.labels, (label, row) => ({ label, row })).filter(
    ({ label, row }) => label === 0 || row % 20 === 1,
  );
  const rare: TrainingSet = {
    ...all,
    features: Float32Array.from(rows.flatMap(({ row }) => [...all.features.subarray(row * 2, row * 2 + 2)])),
    labels: rows.map(({ label }) => label),
    weights: rows.map(() => 1),
    groups: rows.map((_, i) => i),
    judged: rows.map(() => true),
  };
  const recall = async (balance: number) => {
    const found = predict(await trainHead(rare, { ...options, balance }), all.features);
    return Array.from(all.labels).filter((label, row) => label === 1 && (found[2 * row + 1] ?? 0) > 0.5).length;
  };
  expect(await recall(1)).toBeGreaterThan((await recall(0)) + 50);
});

it('finds the temperature that logits were sharpened by', () => {
  const random = createRandom(5);
  const labels: number[] = [];
  const logits: number[] = [];
  for (let row = 0; row < 5_000; row++) {
    const logit = 4 * (random() - 0.5);
    labels.push(random() < 1 / (1 + Math.exp(-logit)) ? 1 : 0);
    logits.push(0, 3 * logit);
  }
  const scored = { logits: Float64Array.from(logits), labels, weights: labels.map(() => 1) };
  const { temperature, loss } = finish(calibrate(scored));
  expect(temperature).toBeGreaterThan(2.7);
  expect(temperature).toBeLessThan(3.3);
  expect(loss).toBeLessThan(crossEntropy(scored, 1));
  for (const near of [0.9999, 1.0001]) expect(loss).toBeLessThan(crossEntropy(scored, near * temperature));
});
