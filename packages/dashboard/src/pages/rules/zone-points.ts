import type { Point } from '@splitsight/wire';

/** A step of the keyboard, and what points are rounded to: the grid on which lines are told to cross. */
export const stepSize = 0.01;
const grid = 10_000;

/** A point within the frame, on the grid. */
export function placed([x, y]: Point): Point {
  const within = (value: number) => Math.round(Math.min(1, Math.max(0, value)) * grid) / grid;
  return [within(x), within(y)];
}

export function withMoved(points: readonly Point[], index: number, to: Point): Point[] {
  return points.map((point, i) => (i === index ? placed(to) : point));
}

export function without(points: readonly Point[], index: number): Point[] {
  return points.filter((_, i) => i !== index);
}

/** Puts a point halfway to the next one. */
export function withHalfway(points: readonly Point[], index: number): Point[] {
  const from = points[index];
  const to = points[(index + 1) % points.length];
  if (!from || !to) return [...points];
  const middle = placed([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]);
  return points.toSpliced(index + 1, 0, middle);
}

/** Puts a point into the side that it is nearest to. @returns the points, and where it is among them. */
export function withNearest(points: readonly Point[], point: Point): { readonly points: Point[]; readonly at: number } {
  const put = placed(point);
  let at = points.length;
  let least = Number.POSITIVE_INFINITY;
  points.forEach((from, i) => {
    const to = points[(i + 1) % points.length] ?? from;
    const distance = distanceTo(from, to, put);
    if (points.length > 2 && distance < least) {
      least = distance;
      at = i + 1;
    }
  });
  return { points: points.toSpliced(at, 0, put), at };
}

function distanceTo([ax, ay]: Point, [bx, by]: Point, [x, y]: Point): number {
  const length = (bx - ax) ** 2 + (by - ay) ** 2;
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length));
  return Math.hypot(x - ax - share * (bx - ax), y - ay - share * (by - ay));
}

/** Where a key leads from a point; undefined when it is no arrow. */
export function movedBy(key: string, [x, y]: Point, isFar: boolean): Point | undefined {
  const step = isFar ? 5 * stepSize : stepSize;
  switch (key) {
    case 'ArrowLeft':
      return [x - step, y];
    case 'ArrowRight':
      return [x + step, y];
    case 'ArrowUp':
      return [x, y - step];
    case 'ArrowDown':
      return [x, y + step];
    default:
      return undefined;
  }
}
