import type { Descent } from './descent.ts';
import { type Examples, totalWeight } from './examples.ts';
import { lbfgs } from './lbfgs.ts';
import type { Network, Shape } from './network.ts';
import type { Recipe } from './options.ts';
import { createRandom } from './random.ts';
import { sgd } from './sgd.ts';

/** Sets out downhill, as the recipe says, on some rows. */
export function descend(
  network: Network,
  examples: Examples,
  rows: Int32Array,
  { shape, optimizer, seed }: Recipe,
): Descent {
  const start = firstPoint(shape, network.size, seed);
  if (optimizer.kind === 'sgd') return sgd(network, examples, rows, start, optimizer, seed);
  const total = totalWeight(examples, rows);
  return lbfgs((point, gradient) => network.slope(rows, total, point, gradient), start);
}

/**
 * A linear classifier starts at 0. With a hidden layer weights are drawn evenly, as wide as keeps the spread of values
 * from layer to layer (He et al., Delving Deep into Rectifiers, 2015), for with equal weights its outputs would stay equal.
 */
function firstPoint({ dims, hidden }: Shape, size: number, seed: number): Float64Array {
  const point = new Float64Array(size);
  if (hidden === 0) return point;
  const random = createRandom(seed);
  const outputAt = hidden * (dims + 1);
  const draw = (at: number, end: number, inputs: number) => {
    const widest = Math.sqrt(6 / inputs);
    for (let i = at; i < end; i++) if ((i - at) % (inputs + 1) !== inputs) point[i] = widest * (2 * random() - 1);
  };
  draw(0, outputAt, dims);
  draw(outputAt, size, hidden);
  return point;
}
