import { expect, it } from 'vitest';
import { createRandom } from './random.ts';
import { softmaxLoss } from './softmax.ts';
import { calibrateTemperature, crossEntropy } from './temperature.ts';
import { predict, type TrainingSet, trainHead } from './train.ts';

const options = { l2: 0.01, balance: 1, seed: 1 };

/** Rows of `dims` values around a centre of their class; `apart` deviations lie between centres. */
function clouds(count: number, classes: number, dims: number, apart: number, seed = 7): TrainingSet {
  const random = createRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const labels = Array.from({ length: count }, (_, row) => row % classes);
  const features = Float32Array.from({ length: count * dims }, (_, i) => {
    const label = labels[Math.floor(i / dims)] ?? 0;
    return 5 + 3 * (normal() + (i % dims === label ? apart : 0));
  });
  return {
    features,
    dims,
    labels,
    classes,
    weights: labels.map(() => 1),
    groups: labels.map((_, row) => row),
    judged: labels.map(() => true),
  };
}

function accuracy(set: TrainingSet, probabilities: Float64Array): number {
  const hits = Array.from(set.labels).filter((label, row) => {
    const scores = probabilities.subarray(row * set.classes, (row + 1) * set.classes);
    return scores.indexOf(Math.max(...scores)) === label;
  });
  return hits.length / set.labels.length;
}

it('has the gradient that finite differences show', () => {
  const set = clouds(12, 3, 4, 1);
  const examples = { ...set, weights: set.weights && Array.from(set.labels, (_, i) => 1 + (i % 3)) };
  const random = createRandom(3);
  const point = Float64Array.from({ length: 15 }, () => random() - 0.5);
  const { gradient } = softmaxLoss(examples, 3, 0.3, point);
  const step = 1e-5;
  gradient.forEach((slope, i) => {
    const at = (shift: number) =>
      softmaxLoss(
        examples,
        3,
        0.3,
        point.map((v, j) => (j === i ? v + shift : v)),
      ).loss;
    expect(slope).toBeCloseTo((at(step) - at(-step)) / (2 * step), 6);
  });
});

it('tells three clouds apart that it has not seen', async () => {
  const head = await trainHead(clouds(300, 3, 6, 5), options);
  const fresh = clouds(300, 3, 6, 5, 99);
  expect(accuracy(fresh, predict(head, fresh.features))).toBeGreaterThan(0.97);
});

it('gives the same head for the same rows, to the last bit', async () => {
  const set = clouds(120, 2, 5, 1);
  expect(await trainHead(set, options)).toEqual(await trainHead(set, options));
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
  const sharp = Float64Array.from(logits);
  const weights = labels.map(() => 1);
  const temperature = calibrateTemperature(sharp, labels, weights);
  expect(temperature).toBeGreaterThan(2.7);
  expect(temperature).toBeLessThan(3.3);
  expect(crossEntropy(sharp, labels, weights, temperature)).toBeLessThan(crossEntropy(sharp, labels, weights, 1));
});

it('refuses what cannot be learnt from', async () => {
  const set = clouds(60, 2, 3, 3);
  const refused = async (wrong: Partial<TrainingSet>, code: string) => {
    await expect(trainHead({ ...set, ...wrong }, options)).rejects.toThrow(expect.objectContaining({ code }));
  };
  await refused({ classes: 3 }, 'LEARN_EXAMPLES');
  await refused({ dims: 4 }, 'LEARN_EXAMPLES');
  await refused({ features: set.features.map((value, i) => (i === 9 ? Number.NaN : value)) }, 'LEARN_EXAMPLES');
  await refused({ groups: Array.from(set.labels, () => 1) }, 'LEARN_FOLDS');
});
