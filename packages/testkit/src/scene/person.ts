import { type Canvas, type Paint, paintRod, paintShadow } from './canvas.ts';
import { hash } from './noise.ts';
import type { Projection } from './view.ts';

/** A walking person: where, how far into the walk, and which way. Metres. */
export interface Walker {
  readonly x: number;
  readonly z: number;
  /** Metres walked so far: it decides where arms and legs are. */
  readonly walked: number;
  /** 1 to the right, -1 to the left. */
  readonly heading: number;
  readonly seed: number;
  /** How bright the yard is, 0..1. */
  readonly light: number;
}

const coats: readonly Paint[] = [
  [52, 62, 92],
  [120, 40, 38],
  [70, 84, 62],
  [205, 116, 38],
  [44, 44, 48],
  [150, 150, 145],
];
const trousers: readonly Paint[] = [
  [46, 50, 66],
  [70, 62, 52],
  [34, 34, 38],
];
const skins: readonly Paint[] = [
  [214, 166, 138],
  [150, 104, 78],
  [96, 66, 50],
];

/** Paints a person of 1.76 m in mid-stride. */
export function paintPerson(canvas: Canvas, view: Projection, walker: Walker): void {
  const { x, z, heading, seed, light } = walker;
  const unit = view.scale / z;
  const depth = z - 0.3;
  const pick = (choices: readonly Paint[], n: number): Paint =>
    dim(choices[Math.floor(hash(seed, n) * choices.length)] ?? [90, 90, 90], light);
  const coat = pick(coats, 1);
  const leg = pick(trousers, 2);
  const skin = pick(skins, 3);
  const dark = dim([30, 27, 26], light);
  const phase = (walker.walked / 0.75) * Math.PI;
  const bob = 0.025 * Math.abs(Math.cos(phase));
  const at = (dx: number, y: number) => [view.column(x, z) + dx * heading * unit, view.row(y, z)] as const;
  const rod = (a: readonly [number, number], b: readonly [number, number], r1: number, r2: number, paint: Paint) =>
    paintRod(canvas, { x1: a[0], y1: a[1], r1: r1 * unit, x2: b[0], y2: b[1], r2: r2 * unit }, depth, paint);

  const [footX, footY] = at(0, 0);
  paintShadow(canvas, footX, footY, 0.5 * unit, 0.13 * unit, depth - 0.5, 0.5 * light);
  const hip = at(0, 0.92 + bob);
  const shoulder = [...at(0.04, 1.42 + bob)] as [number, number];
  const swing = Math.sin(phase);
  const limb = (side: number) => {
    const thigh = 0.48 * swing * side;
    const shin = thigh - 0.75 * Math.max(0, Math.cos(phase) * side) - 0.08;
    const knee: Point = [0.45 * Math.sin(thigh), 0.92 + bob - 0.45 * Math.cos(thigh)];
    const ankle: Point = [knee[0] + 0.43 * Math.sin(shin), knee[1] - 0.43 * Math.cos(shin)];
    const shade = side < 0 ? 0.72 : 1;
    rod(hip, at(...knee), 0.092, 0.068, dim(leg, shade));
    rod(at(...knee), at(...ankle), 0.066, 0.048, dim(leg, shade));
    rod(at(ankle[0] - 0.03, ankle[1] - 0.02), at(ankle[0] + 0.15, ankle[1] - 0.03), 0.05, 0.04, dark);
  };
  const arm = (side: number) => {
    const upper = -0.5 * swing * side;
    const lower = upper + 0.45;
    const elbow: Point = [0.04 + 0.29 * Math.sin(upper), 1.4 + bob - 0.29 * Math.cos(upper)];
    const hand: Point = [elbow[0] + 0.26 * Math.sin(lower), elbow[1] - 0.26 * Math.cos(lower)];
    const sleeve = dim(coat, side < 0 ? 0.7 : 1.06);
    rod(shoulder, at(...elbow), 0.06, 0.05, sleeve);
    rod(at(...elbow), at(...hand), 0.05, 0.04, sleeve);
    rod(at(...hand), at(hand[0] + 0.04, hand[1] - 0.05), 0.042, 0.035, skin);
  };
  arm(-1);
  limb(-1);
  limb(1);
  rod(at(0.0, 0.9 + bob), at(0.04, 1.36 + bob), 0.135, 0.165, coat);
  arm(1);
  rod(at(0.05, 1.48 + bob), at(0.06, 1.56 + bob), 0.055, 0.05, skin);
  rod(at(0.07, 1.64 + bob), at(0.08, 1.68 + bob), 0.095, 0.095, skin);
  rod(at(0.035, 1.69 + bob), at(0.06, 1.72 + bob), 0.092, 0.085, dark);
}

type Point = readonly [number, number];

function dim(paint: Paint, share: number): Paint {
  return [paint[0] * share, paint[1] * share, paint[2] * share];
}
