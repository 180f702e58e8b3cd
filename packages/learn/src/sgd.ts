import type { Descent } from './descent.ts';
import { type Examples, totalWeight } from './examples.ts';
import type { Network } from './network.ts';
import { createRandom } from './random.ts';

/** How stochastic gradient descent goes. */
export interface Sgd {
  readonly kind: 'sgd';
  /** How far a step follows the slope. */
  readonly learning_rate: number;
  /** How much of the last step is in the next, from 0 to below 1. */
  readonly momentum: number;
  /** Rows a step. */
  readonly batch: number;
  /** Epoch e learns at learning_rate / (1 + decay × e); 0 unless told. */
  readonly decay?: number;
}

/**
 * Stochastic gradient descent with momentum: each step moves by `momentum` times the last move, less the learning rate
 * times the slope over the next rows of a shuffled order. One epoch is one step of the descent. The seed shuffles.
 *
 * @param start where to begin; not written to.
 */
export function* sgd(
  network: Network,
  examples: Examples,
  rows: Int32Array,
  start: Float64Array,
  { learning_rate, momentum, batch, decay = 0 }: Sgd,
  seed: number,
): Descent {
  const random = createRandom(seed);
  const order = rows.slice();
  const point = start.slice();
  const gradient = new Float64Array(point.length);
  const move = new Float64Array(point.length);
  const meanWeight = totalWeight(examples, rows) / rows.length;
  for (let epoch = 0; ; epoch++) {
    shuffle(order, random);
    const rate = learning_rate / (1 + decay * epoch);
    let entropy = 0;
    for (let first = 0; first < order.length; first += batch) {
      const some = order.subarray(first, first + batch);
      const loss = yield* network.slope(some, some.length * meanWeight, point, gradient);
      entropy += (loss.entropy * some.length) / order.length;
      for (let i = 0; i < point.length; i++) {
        const next = momentum * (move[i] as number) - rate * (gradient[i] as number);
        move[i] = next;
        point[i] = (point[i] as number) + next;
      }
    }
    yield { point, entropy };
  }
}

function shuffle(order: Int32Array, random: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const held = order[i] as number;
    order[i] = order[j] as number;
    order[j] = held;
  }
}
