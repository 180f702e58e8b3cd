import { type Canvas, type Paint, paintPolygon, paintRod, paintShadow } from './canvas.ts';
import { hash } from './noise.ts';
import type { Projection } from './view.ts';

/** A car on the road. Metres. */
export interface Car {
  /** Its middle. */
  readonly x: number;
  /** Its near side. */
  readonly z: number;
  /** 1 to the right, -1 to the left. */
  readonly heading: number;
  readonly seed: number;
  /** How bright the yard is, 0..1. */
  readonly light: number;
}

const colours: readonly Paint[] = [
  [186, 188, 190],
  [60, 66, 74],
  [150, 28, 26],
  [40, 66, 120],
  [216, 112, 28],
  [224, 222, 214],
];

/** The outline from the side, front to the right: along, up; counter-clockwise from the rear foot. */
const outline: readonly (readonly [number, number])[] = [
  [-2.15, 0.32],
  [-2.2, 0.72],
  [-2.05, 0.95],
  [-1.5, 1.02],
  [-0.95, 1.42],
  [0.35, 1.44],
  [1.05, 1.0],
  [1.9, 0.88],
  [2.15, 0.68],
  [2.18, 0.32],
];
const windowSide = [-1.35, 1.02, -0.9, 1.35, 0.3, 1.37, 0.88, 1.01] as const;
const wheels = [-1.32, 1.32] as const;
const wide = 1.75;

/** Paints a car: its far-reaching top faces first, then the side that the camera sees, wheels and lamps. */
export function paintCar(canvas: Canvas, view: Projection, car: Car): void {
  const { light, heading, z } = car;
  const base = dim(colours[Math.floor(hash(car.seed, 17) * colours.length)] ?? [128, 128, 128], light);
  const glass = dim([44, 52, 60], Math.max(0.25, light));
  const depth = z - 0.2;
  const place = (along: number, y: number, far: number) => {
    const at = z + far * wide;
    return [view.column(car.x + along * heading, at), view.row(y, at)] as const;
  };
  const face = (points: readonly (readonly [number, number])[], paint: Paint) =>
    paintPolygon(canvas, points.flat(), depth, paint);
  const unit = view.scale / z;
  const [shadowX, shadowY] = place(0, 0, 0.35);
  paintShadow(canvas, shadowX, shadowY, 2.5 * unit, 0.42 * unit, depth - 1, 0.6 * Math.max(0.4, light));

  for (let i = 1; i + 1 < outline.length; i++) {
    const a = outline[i];
    const b = outline[i + 1];
    if (!a || !b) continue;
    const pane = i === 3 || i === 5;
    const flat = Math.abs(b[1] - a[1]) < 0.2 * Math.abs(b[0] - a[0]);
    const paint = pane ? dim(glass, 1.35) : dim(base, flat ? 1.18 : 0.8);
    face([place(a[0], a[1], 0), place(b[0], b[1], 0), place(b[0], b[1], 1), place(a[0], a[1], 1)], paint);
  }
  face(
    outline.map(([along, y]) => place(along, y, 0)),
    dim(base, 0.82),
  );
  face(
    outline.filter(([, y]) => y < 0.7).map(([along, y]) => place(along, y, 0)),
    dim(base, 0.62),
  );
  const corners = [0, 2, 4, 6].map((i) => place(windowSide[i] ?? 0, windowSide[i + 1] ?? 0, 0));
  face(corners, glass);
  face([place(-0.28, 1.0, 0), place(-0.2, 1.0, 0), place(-0.2, 1.4, 0), place(-0.28, 1.4, 0)], dim(base, 0.8));
  for (const wheel of wheels) {
    const [x, y] = place(wheel, 0.33, 0);
    paintDisc(canvas, x, y, 0.36 * unit, depth, dim([20, 20, 21], Math.max(0.4, light)));
    paintDisc(canvas, x, y, 0.21 * unit, depth, dim([130, 132, 136], light));
    paintDisc(canvas, x, y, 0.08 * unit, depth, dim([60, 60, 62], light));
  }
  paintLamps(canvas, place, unit, depth, light);
}

function paintLamps(
  canvas: Canvas,
  place: (along: number, y: number, far: number) => readonly [number, number],
  unit: number,
  depth: number,
  light: number,
): void {
  const on = light < 0.7;
  const [frontX, frontY] = place(2.1, 0.68, 0.1);
  const [rearX, rearY] = place(-2.14, 0.76, 0.1);
  paintDisc(canvas, frontX, frontY, 0.1 * unit, depth, on ? [255, 250, 225] : [210, 212, 208]);
  paintDisc(canvas, rearX, rearY, 0.08 * unit, depth, on ? [255, 40, 28] : [120, 20, 18]);
}

function paintDisc(canvas: Canvas, x: number, y: number, radius: number, depth: number, paint: Paint): void {
  paintRod(canvas, { x1: x, y1: y, r1: radius, x2: x, y2: y, r2: radius }, depth, paint);
}

function dim(paint: Paint, share: number): Paint {
  return [Math.min(255, paint[0] * share), Math.min(255, paint[1] * share), Math.min(255, paint[2] * share)];
}
