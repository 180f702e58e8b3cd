import { type Point, polygonProblem } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { movedBy, withHalfway, withMoved, withNearest, without } from './zone-points.ts';

const square: Point[] = [
  [0.2, 0.2],
  [0.8, 0.2],
  [0.8, 0.8],
  [0.2, 0.8],
];

describe('the points of a zone', () => {
  it('stay within the frame', () => {
    expect(withMoved(square, 0, [-3, 1.5])[0]).toEqual([0, 1]);
  });

  it('are added in the side that is nearest, so that the line does not cross itself', () => {
    const { points, at } = withNearest(square, [0.5, 0.1]);
    expect(at).toBe(1);
    expect(polygonProblem(points)).toBeNull();
    expect(withNearest(square, [0.1, 0.5]).at).toBe(4);
    expect(
      withNearest(
        [
          [0.1, 0.1],
          [0.9, 0.1],
        ],
        [0.5, 0.9],
      ).at,
    ).toBe(2);
  });

  it('are added halfway to the next, and taken away', () => {
    expect(withHalfway(square, 3)[4]).toEqual([0.2, 0.5]);
    expect(without(square, 1)).toEqual([square[0], square[2], square[3]]);
  });

  it('move by the arrow keys, further with Shift', () => {
    expect(movedBy('ArrowUp', [0.5, 0.5], false)).toEqual([0.5, 0.49]);
    expect(movedBy('ArrowRight', [0.5, 0.5], true)?.[0]).toBeCloseTo(0.55);
    expect(movedBy('a', [0.5, 0.5], false)).toBeUndefined();
  });
});
