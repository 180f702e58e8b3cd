import { describe, expect, it } from 'vitest';
import { createRandom } from './random.ts';
import { logits, softmaxLoss } from './softmax.ts';

const dims = 3;
const random = createRandom(5);
const features = Float32Array.from({ length: 20 * dims }, () => random() - 0.5);

// Up to four classes are one block of the loops, more are several and a rest.
describe.each([2, 4, 6, 9])('of %i classes', (classes) => {
  const examples = {
    features,
    dims,
    labels: Array.from({ length: 20 }, (_, i) => (i * 7) % classes),
    weights: Array.from({ length: 20 }, (_, i) => 1 + (i % 3)),
  };
  const point = Float64Array.from({ length: classes * (dims + 1) }, () => random() - 0.5);

  it('the logits are weights times features plus bias', () => {
    const found = logits(features, dims, classes, point);
    for (let row = 0; row < 20; row++) {
      for (let c = 0; c < classes; c++) {
        const base = c * (dims + 1);
        const [x, y, z] = features.subarray(row * dims);
        const [a, b, d, bias] = point.subarray(base);
        const expected = (a ?? 0) * (x ?? 0) + (b ?? 0) * (y ?? 0) + (d ?? 0) * (z ?? 0) + (bias ?? 0);
        expect(found[row * classes + c]).toBeCloseTo(expected, 12);
      }
    }
  });

  it('the slope is what the loss changes by', () => {
    const { gradient } = softmaxLoss(examples, classes, 0.3, point);
    const step = 1e-5;
    gradient.forEach((slope, i) => {
      const at = (shift: number) => softmaxLoss(examples, classes, 0.3, point.with(i, (point[i] ?? 0) + shift)).loss;
      expect((at(step) - at(-step)) / (2 * step)).toBeCloseTo(slope, 7);
    });
  });
});
