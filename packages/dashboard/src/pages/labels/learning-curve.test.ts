import { describe, expect, it } from 'vitest';
import { lossLines, mergePoints } from './learning-curve.ts';

const point = (fold: number, step: number) => ({ fold, step, loss: step / 10, validation_loss: step / 5 });

describe('the live curve of a training', () => {
  it('has each point once, whether it was asked for or heard', () => {
    expect(mergePoints([point(1, 1)], [point(1, 1), point(1, 2), point(2, 1)])).toEqual([
      point(1, 1),
      point(1, 2),
      point(2, 1),
    ]);
  });

  it('is of the training that goes on', () => {
    const lines = lossLines([point(1, 1), point(1, 2), point(0, 2), point(0, 1)], { training: 't', validation: 'v' });
    expect(lines).toEqual([
      {
        name: 't',
        points: [
          [1, 0.1],
          [2, 0.2],
        ],
      },
      {
        name: 'v',
        points: [
          [1, 0.2],
          [2, 0.4],
        ],
      },
    ]);
  });

  it('is empty before the first point', () => {
    const lines = lossLines([], { training: 't', validation: 'v' });
    expect(lines.map(({ points }) => points)).toEqual([[], []]);
  });
});
