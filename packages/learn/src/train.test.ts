import { expect, it } from 'vitest';
import { predict, predictUncalibrated } from './classifier.ts';
import { createRandom } from './random.ts';
import { calibrate, crossEntropy } from './temperature.ts';
import { accuracy, clouds, rings } from './testing/clouds.ts';
import { trainHead } from './train.ts';
import type { TrainingSet } from './training-set.ts';
import type { CurvePoint } from './validation.ts';
import { finish } from './work.ts';

const options = { l2: 0.01, balance: 1, seed: 1 };
const mlp = { kind: 'mlp', hidden: 12 } as const;
const sgd = { kind: 'sgd', learning_rate: 0.02, momentum: 0.9, batch: 16 } as const;
/** Of so many judged rows one split decides. */
const many = 3_000;

it('tells three clouds apart that it has not seen', async () => {
  const head = await trainHead(clouds(300, 3, 6, 5), options);
  const fresh = clouds(300, 3, 6, 5, 99);
  expect(accuracy(fresh, predict(head, fresh.features))).toBeGreaterThan(0.97);
});

it.each([
  ['L-BFGS', undefined],
  ['SGD', sgd],
])('with a hidden layer and %s tells two rings apart, which no line does', async (_, optimizer) => {
  const fresh = rings(400, 99);
  const recipe = { ...options, l2: 1e-4, ...(optimizer ? { optimizer } : {}) };
  const network = await trainHead(rings(400), { ...recipe, model: mlp });
  expect(network.layers.hidden?.bias).toHaveLength(12);
  expect(accuracy(fresh, predict(network, fresh.features))).toBeGreaterThan(0.97);
  const linear = await trainHead(rings(400), recipe);
  expect(accuracy(fresh, predict(linear, fresh.features))).toBeLessThan(0.7);
});

it.each([
  ['linear, L-BFGS', 120, {}],
  ['linear, SGD', 120, { optimizer: sgd }],
  ['a hidden layer, SGD', 120, { model: mlp, optimizer: sgd }],
  ['a hidden layer, L-BFGS, many rows', many, { model: mlp, max_steps: 5 }],
])('gives the same head for the same rows, to the last bit: %s', async (_, count, more) => {
  const set = clouds(count, 2, 5, 1);
  const recipe = { ...options, ...more, positive: 1 };
  expect(await trainHead(set, recipe)).toEqual(await trainHead(set, recipe));
});

it('draws another network from another seed', async () => {
  const head = (seed: number) => trainHead(clouds(120, 2, 5, 1), { ...options, model: mlp, optimizer: sgd, seed });
  expect((await head(1)).layers).not.toEqual((await head(2)).layers);
});

it.each([
  ['few rows', 240],
  ['many rows', many],
])('stops when nothing is gained on the groups held out: %s', async (_, count) => {
  // Labels drawn by lot, so all there is to learn is by heart.
  const random = createRandom(11);
  const set = { ...clouds(count, 2, 40, 0), labels: Array.from({ length: count }, () => Math.floor(2 * random())) };
  const { curve, steps } = await trainHead(set, { ...options, l2: 1e-4, patience: 4, max_steps: 200 });
  expect(curve.length).toBeLessThan(30);
  expect(steps).toBeLessThanOrEqual(curve.length);
  const [first, last] = [curve[0], curve.at(-1)];
  expect(last?.training.loss).toBeLessThan(first?.training.loss ?? 0);
  expect(curve.map(({ step }) => step)).toEqual(curve.map((_, i) => i + 1));
  const losses = curve.map(({ validation }) => validation.loss);
  expect(losses.indexOf(Math.min(...losses)) + 1).toBe(steps);
});

it('takes no more steps than it may', async () => {
  const { curve } = await trainHead(clouds(240, 2, 5, 2), { ...options, max_steps: 3 });
  expect(curve).toHaveLength(3);
});

it('tells each point of its curve as it comes, and waits for the answer', async () => {
  const told: CurvePoint[] = [];
  let waiting = false;
  const { curve } = await trainHead(
    clouds(240, 3, 5, 3),
    { ...options, positive: 2 },
    {
      onPoint: async (point) => {
        expect(waiting).toBe(false);
        waiting = true;
        await new Promise((resolve) => setTimeout(resolve, 1));
        waiting = false;
        told.push(point);
      },
    },
  );
  expect(told).toEqual(curve);
  const { accuracy: right, auroc, recall } = curve.at(-1)?.validation ?? { accuracy: 0 };
  for (const share of [right, auroc, recall]) expect(share).toBeGreaterThan(0.9);
});

it('lets go when it is aborted, with the reason of the signal', async () => {
  const stop = new AbortController();
  const points: number[] = [];
  const training = trainHead(clouds(240, 2, 5, 1), options, {
    signal: stop.signal,
    onPoint: ({ step }) => {
      points.push(step);
      if (step === 2) stop.abort(new Error('not wanted any more'));
    },
  });
  await expect(training).rejects.toThrow('not wanted any more');
  expect(points).toEqual([1, 2]);
  await expect(trainHead(clouds(240, 2, 5, 1), options, { signal: stop.signal })).rejects.toThrow(
    'not wanted any more',
  );
});

it('gives others a turn in the middle of a step, so that it can be aborted there', async () => {
  const stop = new AbortController();
  const points: number[] = [];
  // One step takes 200 million multiply-adds; a timer comes in long before the first is done.
  const training = trainHead(
    clouds(3_200, 2, 512, 1),
    { ...options, model: { kind: 'mlp', hidden: 64 } },
    {
      signal: stop.signal,
      onPoint: ({ step }) => {
        points.push(step);
      },
    },
  );
  setTimeout(() => stop.abort(new Error('no time for this')), 1);
  await expect(training).rejects.toThrow('no time for this');
  expect(points).toEqual([]);
});

it('says when it ran away', async () => {
  const away = trainHead(clouds(240, 2, 5, 1), {
    ...options,
    model: mlp,
    optimizer: { ...sgd, learning_rate: 1e9 },
  });
  await expect(away).rejects.toThrow(expect.objectContaining({ code: 'LEARN_DIVERGED' }));
});

it('counts a class as its weight says', async () => {
  const set = clouds(400, 2, 2, 1);
  const found = async (weights: readonly number[]) => {
    const said = predict(await trainHead(set, { ...options, class_weights: weights }), set.features);
    return Array.from(set.labels).filter((_, row) => (said[2 * row + 1] ?? 0) > 0.5).length;
  };
  const even = await found([1, 1]);
  expect(await found([7, 7])).toBe(even);
  expect(await found([1, 10])).toBeGreaterThan(even + 50);
});

it('says what it would have said before its temperature', async () => {
  const set = clouds(240, 3, 5, 1);
  const head = await trainHead(set, { ...options, model: mlp, l2: 1e-4 });
  const [cool, raw] = [predict(head, set.features), predictUncalibrated(head, set.features)];
  expect(head.temperature).not.toBeCloseTo(1, 1);
  for (let row = 0; row < 240; row++) {
    const [a, b] = [3 * row, 3 * row + 1];
    const margin = (values: Float64Array) => Math.log(values[a] ?? 0) - Math.log(values[b] ?? 0);
    expect(margin(raw)).toBeCloseTo(head.temperature * margin(cool), 6);
  }
});

it('does not let altered copies decide', async () => {
  const set = clouds(240, 2, 5, 2);
  // Rows that are not judged, of no group of those that are: half of them wrong.
  const more = clouds(240, 2, 5, 2, 55);
  const both: TrainingSet = {
    ...set,
    features: Float32Array.from([...set.features, ...more.features]),
    labels: [...Array.from(set.labels), ...Array.from(more.labels, (label, row) => (row % 4 < 2 ? label : 1 - label))],
    weights: Array.from({ length: 480 }, () => 1),
    groups: Array.from({ length: 480 }, (_, row) => (row < 240 ? row : -1)),
    judged: Array.from({ length: 480 }, (_, row) => row < 240),
  };
  const { curve } = await trainHead(both, options);
  expect(Math.max(...curve.map(({ validation }) => validation.accuracy))).toBeGreaterThan(0.85);
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
