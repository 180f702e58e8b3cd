import type { Box } from './region.ts';

/** A point in fractions of the frame: x to the right, y down, origin top left. */
export type Point = readonly [x: number, y: number];
/** Its corners in order, either way round; the last is joined to the first. */
export type Polygon = readonly Point[];

/** What keeps points from being a zone. */
export type PolygonProblem = 'few_points' | 'outside' | 'crosses_itself' | 'no_area';

/** Whether lines cross is decided on a grid of so many steps, where it is exact: points closer than a step are one. */
const gridSteps = 10_000;
/** A hundredth of a hundredth of the frame: a tenth of a tile's tenth, and nobody can draw less on purpose. */
const leastArea = 1e-4;
/** Foot points are sums of fractions: a rounding error beside a line is on it. */
const tolerance = 1e-9;

/** What is wrong with a polygon; null when nothing is. Lines that touch each other cross. */
export function polygonProblem(points: Polygon): PolygonProblem | null {
  if (points.length < 3) return 'few_points';
  if (points.some((point) => !point.every((value) => value >= 0 && value <= 1))) return 'outside';
  const corners = points.map(([x, y]): Point => [Math.round(x * gridSteps), Math.round(y * gridSteps)]);
  if (corners.length > 3 && crossesItself(corners)) return 'crosses_itself';
  return polygonArea(points) < leastArea ? 'no_area' : null;
}

/** The share of the frame that it covers. */
export function polygonArea(points: Polygon): number {
  return Math.abs(edgesOf(points).reduce((sum, [[ax, ay], [bx, by]]) => sum + ax * by - bx * ay, 0)) / 2;
}

/** Whether a point lies within it, or on its line. Allocates nothing: frames are asked about by the thousand. */
export function isInside(points: Polygon, x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
    const a = points[i];
    const b = points[j];
    if (!a || !b) continue;
    const [ax, ay] = a;
    const [bx, by] = b;
    if (isOnLine(ax, ay, bx, by, x, y)) return true;
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

/** The area, as a share of the frame, that a polygon and a box have in common. */
export function overlapArea(points: Polygon, { x, y, width, height }: Box): number {
  // Sutherland and Hodgman: what a concave polygon leaves joined along the box's side has no area of its own.
  let left = points;
  left = cut(left, 0, (value) => value - x);
  left = cut(left, 0, (value) => x + width - value);
  left = cut(left, 1, (value) => value - y);
  left = cut(left, 1, (value) => y + height - value);
  return polygonArea(left);
}

function cut(points: Polygon, axis: 0 | 1, depth: (value: number) => number): Polygon {
  return edgesOf(points).flatMap(([a, b]) => {
    const from = depth(a[axis]);
    const to = depth(b[axis]);
    const kept = to >= 0 ? [b] : [];
    if (from < 0 === to < 0) return kept;
    const share = from / (from - to);
    return [[a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])] as const, ...kept];
  });
}

type Edge = readonly [from: Point, to: Point];

function edgesOf(points: Polygon): Edge[] {
  return points.flatMap((point, i) => {
    const before = points.at(i - 1);
    return before ? [[before, point] as const] : [];
  });
}

function crossesItself(corners: Polygon): boolean {
  const edges = edgesOf(corners);
  return edges.some((edge, i) =>
    edges.some((other, j) => {
      if (j <= i) return false;
      if (j === i + 1) return turnsBack(edge[0], edge[1], other[1]);
      if (i === 0 && j === edges.length - 1) return turnsBack(other[0], other[1], edge[1]);
      return meets(edge, other);
    }),
  );
}

/** Whether the way from a over b to c runs back over itself, or stands still. */
function turnsBack(a: Point, b: Point, c: Point): boolean {
  if (isSame(a, b) || isSame(b, c)) return true;
  return side(a, b, c) === 0 && (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1]) < 0;
}

function meets([a, b]: Edge, [c, d]: Edge): boolean {
  const [sc, sd, sa, sb] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)];
  if (sc * sd < 0 && sa * sb < 0) return true;
  return (
    (sc === 0 && isBetween(a, b, c)) ||
    (sd === 0 && isBetween(a, b, d)) ||
    (sa === 0 && isBetween(c, d, a)) ||
    (sb === 0 && isBetween(c, d, b))
  );
}

/** On which side of the line from a to b the point lies: −1, 0 or 1. Exact for whole numbers of the grid. */
function side(a: Point, b: Point, [x, y]: Point): number {
  return Math.sign((b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]));
}

/** Of a point in line with a and b. */
function isBetween(a: Point, b: Point, [x, y]: Point): boolean {
  return (
    Math.min(a[0], b[0]) <= x && x <= Math.max(a[0], b[0]) && Math.min(a[1], b[1]) <= y && y <= Math.max(a[1], b[1])
  );
}

function isSame(a: Point, b: Point): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

function isOnLine(ax: number, ay: number, bx: number, by: number, x: number, y: number): boolean {
  if (Math.abs((bx - ax) * (y - ay) - (by - ay) * (x - ax)) > tolerance) return false;
  return (
    x >= Math.min(ax, bx) - tolerance &&
    x <= Math.max(ax, bx) + tolerance &&
    y >= Math.min(ay, by) - tolerance &&
    y <= Math.max(ay, by) + tolerance
  );
}
