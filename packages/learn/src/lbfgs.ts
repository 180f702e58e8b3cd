import type { Descent } from './descent.ts';
import type { Loss } from './network.ts';
import type { Work } from './work.ts';

/** How far back L-BFGS remembers: 10 steps is the usual choice (Nocedal and Wright, Numerical Optimization, 7.2). */
const memory = 10;
/** A step must gain at least this share of what the slope promises (Armijo). */
const sufficient = 1e-4;
const maxHalvings = 30;

/** One remembered step: how the point and the gradient changed. */
interface Step {
  readonly point: Float64Array;
  readonly gradient: Float64Array;
  /** 1 / (point · gradient) */
  readonly scale: number;
}

/** The value of a function at a point, and its slope there. */
interface Slope {
  readonly loss: Loss;
  readonly gradient: Float64Array;
}

/** A function, to be evaluated anywhere. It writes the gradient into memory that it is given, and does not keep it. */
export type Objective = (point: Float64Array, gradient: Float64Array) => Work<Loss>;

/**
 * Minimises a smooth function by L-BFGS with a backtracking line search, for as long as it is asked for steps; ends where
 * no step gains anything. Deterministic.
 *
 * @param start where to begin; not written to.
 */
export function* lbfgs(objective: Objective, start: Float64Array): Descent {
  let point: Float64Array = start.slice();
  let here = yield* slopeAt(objective, point);
  const steps: Step[] = [];
  while (norm(here.gradient) > 1e-9) {
    const next = yield* search(objective, point, here, direction(here.gradient, steps));
    if (!next) return;
    remember(steps, difference(next.point, point), difference(next.slope.gradient, here.gradient));
    point = next.point;
    here = next.slope;
    yield { point, entropy: here.loss.entropy };
  }
}

function* slopeAt(objective: Objective, point: Float64Array): Work<Slope> {
  const gradient = new Float64Array(point.length);
  return { loss: yield* objective(point, gradient), gradient };
}

/** Halves the step until it gains enough; undefined when no step gains anything, which is where it ends. */
function* search(
  objective: Objective,
  point: Float64Array,
  here: Slope,
  along: Float64Array,
): Work<{ readonly point: Float64Array; readonly slope: Slope } | undefined> {
  const promised = dot(here.gradient, along);
  for (let halvings = 0, length = 1; halvings < maxHalvings; halvings++, length /= 2) {
    const next = point.slice();
    add(next, along, length);
    const slope = yield* slopeAt(objective, next);
    if (slope.loss.loss <= here.loss.loss + sufficient * length * promised) return { point: next, slope };
  }
  return undefined;
}

/** The two-loop recursion: minus the gradient, bent by what the last steps say of the curvature. */
function direction(gradient: Float64Array, steps: readonly Step[]): Float64Array {
  const bent = gradient.slice();
  const shares: number[] = [];
  for (const step of steps.toReversed()) {
    const share = step.scale * dot(step.point, bent);
    shares.unshift(share);
    add(bent, step.gradient, -share);
  }
  const last = steps.at(-1);
  const first = last ? 1 / (last.scale * dot(last.gradient, last.gradient)) : 1 / Math.max(1, norm(gradient));
  for (let i = 0; i < bent.length; i++) bent[i] = (bent[i] as number) * first;
  steps.forEach((step, i) => {
    add(bent, step.point, (shares[i] as number) - step.scale * dot(step.gradient, bent));
  });
  for (let i = 0; i < bent.length; i++) bent[i] = -(bent[i] as number);
  return bent;
}

function remember(steps: Step[], point: Float64Array, gradient: Float64Array): void {
  const curvature = dot(point, gradient);
  // Without positive curvature the direction would no longer lead downhill.
  if (curvature <= 1e-12) return;
  steps.push({ point, gradient, scale: 1 / curvature });
  if (steps.length > memory) steps.shift();
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  const result = a.slice();
  add(result, b, -1);
  return result;
}

function add(to: Float64Array, from: Float64Array, times: number): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) + times * (from[i] as number);
}
