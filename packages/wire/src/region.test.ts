import { expect, it } from 'vitest';
import { patchBoxes, tileBoxes } from './region.ts';

const corners = (boxes: typeof tileBoxes) => boxes.map(({ x, y }) => [x, y]);

it('tiles are the cells of a 3 × 3 grid, row by row', () => {
  const [a, b] = [1 / 3, 2 / 3];
  expect(corners(tileBoxes)).toEqual([0, a, b].flatMap((y) => [0, a, b].map((x) => [x, y])));
  expect(tileBoxes.every(({ width, height }) => width === a && height === a)).toBe(true);
});

it('patches are the four quarters, row by row, then the centre', () => {
  expect(corners(patchBoxes)).toEqual([
    [0, 0],
    [0.5, 0],
    [0, 0.5],
    [0.5, 0.5],
    [0.25, 0.25],
  ]);
  expect(patchBoxes.every(({ width, height }) => width === 0.5 && height === 0.5)).toBe(true);
});
