import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInside, overlapArea, type Point, type Polygon, polygonArea, polygonProblem } from './polygon.ts';
import { tileBoxes, wholeFrame } from './region.ts';

const square: Polygon = [
  [0.2, 0.2],
  [0.8, 0.2],
  [0.8, 0.8],
  [0.2, 0.8],
];
/** A U, open at the top. */
const concave: Polygon = [
  [0, 0],
  [0.3, 0],
  [0.3, 0.7],
  [0.7, 0.7],
  [0.7, 0],
  [1, 0],
  [1, 1],
  [0, 1],
];
/** Corners around the middle, in the order of their angles: such a polygon never crosses itself. */
const stars = fc.array(fc.double({ min: 0.1, max: 0.49, noNaN: true }), { minLength: 4, maxLength: 24 }).map(
  (radii): Polygon =>
    radii.map((radius, i): Point => {
      const angle = (2 * Math.PI * i) / radii.length;
      return [0.5 + radius * Math.cos(angle), 0.5 + radius * Math.sin(angle)];
    }),
);

describe('the shape of a zone', () => {
  it('is refused with fewer than three points, outside the frame, without an area, or where it crosses itself', () => {
    expect(polygonProblem([])).toBe('few_points');
    expect(polygonProblem(square.slice(0, 2))).toBe('few_points');
    expect(
      polygonProblem([
        [0, 0],
        [1.01, 0],
        [0, 1],
      ]),
    ).toBe('outside');
    expect(
      polygonProblem([
        [0, 0],
        [Number.NaN, 0],
        [0, 1],
      ]),
    ).toBe('outside');
    expect(
      polygonProblem([
        [0, 0],
        [0.5, 0.5],
        [1, 1],
      ]),
    ).toBe('no_area');
    expect(
      polygonProblem([
        [0.5, 0.5],
        [0.505, 0.5],
        [0.5, 0.505],
      ]),
    ).toBe('no_area');
    const bowTie: Polygon = [
      [0, 0],
      [1, 1],
      [1, 0],
      [0, 1],
    ];
    expect(polygonProblem(bowTie)).toBe('crosses_itself');
    const touching: Polygon = [
      [0, 0],
      [1, 0],
      [0.5, 0.5],
      [1, 1],
      [0, 1],
      [0.5, 0.5],
    ];
    expect(polygonProblem(touching)).toBe('crosses_itself');
    expect(
      polygonProblem([
        [0, 0],
        [0.5, 0],
        [0.2, 0],
        [0.2, 0.5],
      ]),
    ).toBe('crosses_itself');
    expect(
      polygonProblem([
        [0, 0],
        [0.5, 0],
        [0.5, 0],
        [0.2, 0.5],
      ]),
    ).toBe('crosses_itself');
  });

  it('may be concave, have corners on a straight line, and be as large as the frame', () => {
    expect(polygonProblem(concave)).toBeNull();
    expect(
      polygonProblem([
        [0, 0],
        [0.5, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ]),
    ).toBeNull();
    expect(
      polygonArea([
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ]),
    ).toBe(1);
  });

  it('is the same whichever corner comes first and whichever way round', () => {
    fc.assert(
      fc.property(stars, fc.nat(23), fc.double({ min: 0, max: 1, noNaN: true }), (star, by, at) => {
        const turned = [...star.slice(by % star.length), ...star.slice(0, by % star.length)].toReversed();
        expect(polygonProblem(star)).toBeNull();
        expect(polygonProblem(turned)).toBeNull();
        expect(polygonArea(turned)).toBeCloseTo(polygonArea(star), 9);
        expect(isInside(turned, at, 0.43)).toBe(isInside(star, at, 0.43));
      }),
    );
  });

  it('crosses itself when two corners that are not neighbours change places, unless that makes another shape', () => {
    expect(
      polygonProblem([square[0], square[2], square[1], square[3]].flatMap((point) => (point ? [point] : []))),
    ).toBe('crosses_itself');
  });
});

describe('a point', () => {
  it('on the line or at a corner of a zone is in it', () => {
    for (const [x, y] of [...square, [0.5, 0.2], [0.8, 0.5], [0.2, 0.3]] as const) {
      expect(isInside(square, x, y)).toBe(true);
    }
    expect(isInside(square, 0.1999, 0.5)).toBe(false);
    expect(
      isInside(
        [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 1],
        ],
        1,
        1,
      ),
    ).toBe(true);
  });

  it('in the bay of a concave zone is not in it', () => {
    expect(isInside(concave, 0.5, 0.3)).toBe(false);
    expect(isInside(concave, 0.5, 0.85)).toBe(true);
    expect(isInside(concave, 0.15, 0.1)).toBe(true);
  });

  it('is in a zone when a tiny box around it lies in the zone, and not when none of it does', () => {
    const share = fc.double({ min: 0.001, max: 0.998, noNaN: true });
    fc.assert(
      fc.property(stars, share, share, (star, x, y) => {
        const size = 1e-4;
        const box = { x: x - size / 2, y: y - size / 2, width: size, height: size };
        const overlap = overlapArea(star, box) / (size * size);
        if (overlap > 0.999) expect(isInside(star, x, y)).toBe(true);
        if (overlap < 1e-6) expect(isInside(star, x, y)).toBe(false);
      }),
    );
  });
});

describe('the overlap of a zone and boxes', () => {
  it('is the area of both', () => {
    expect(overlapArea(square, { x: 0, y: 0, width: 0.5, height: 0.5 })).toBeCloseTo(0.09);
    expect(overlapArea(square, { x: 0.85, y: 0, width: 0.1, height: 1 })).toBe(0);
    expect(overlapArea(concave, { x: 0.25, y: 0, width: 0.5, height: 0.5 })).toBeCloseTo(0.05);
  });

  it('adds up over the tiles to the area of the zone', () => {
    fc.assert(
      fc.property(stars, (star) => {
        const sum = tileBoxes.reduce((area, box) => area + overlapArea(star, box), 0);
        expect(sum).toBeCloseTo(polygonArea(star), 9);
        expect(overlapArea(star, wholeFrame)).toBeCloseTo(polygonArea(star), 9);
      }),
    );
  });
});
