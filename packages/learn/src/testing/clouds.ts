import { createRandom, type Random } from '../random.ts';
import type { TrainingSet } from '../training-set.ts';

/** Draws from the normal distribution (Box and Muller). */
export function createNormal(random: Random): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Rows of `dims` values around a centre of their class; `apart` deviations lie between centres. Each is its own group. */
export function clouds(count: number, classes: number, dims: number, apart: number, seed = 7): TrainingSet {
  const normal = createNormal(createRandom(seed));
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

/** Points on two rings around 0, which no line tells apart; each is its own group. */
export function rings(count: number, seed = 7): TrainingSet {
  const normal = createNormal(createRandom(seed));
  const labels = Array.from({ length: count }, (_, row) => row % 2);
  const features = Float32Array.from(
    labels.flatMap((label) => {
      const [x, y] = [normal(), normal()];
      const radius = (1 + 2 * label + 0.1 * normal()) / Math.hypot(x, y);
      return [x * radius, y * radius];
    }),
  );
  return {
    features,
    dims: 2,
    labels,
    classes: 2,
    weights: labels.map(() => 1),
    groups: labels.map((_, row) => row),
    judged: labels.map(() => true),
  };
}

/** The share of rows whose likeliest class is right. */
export function accuracy({ labels, classes }: TrainingSet, probabilities: Float64Array): number {
  const hits = Array.from(labels).filter((label, row) => {
    const scores = probabilities.subarray(row * classes, (row + 1) * classes);
    return scores.indexOf(Math.max(...scores)) === label;
  });
  return hits.length / labels.length;
}
