import { floatConstant, type OnnxTensor } from '@splitsight/inference/onnx';
import { createRandom, type Random } from '@splitsight/learn';

/** Draws the constants of a network; the same seed draws the same ones on every machine. */
export interface Weights {
  /** Normally distributed around 0, as nearly as it matters. */
  normal(name: string, dims: readonly number[], deviation: number): OnnxTensor;
  /** Evenly distributed from `low` to `high`. */
  even(name: string, dims: readonly number[], low: number, high: number): OnnxTensor;
}

/** So many different normal values are enough, and drawing one of them is faster than making one. */
const poolSize = 65_536;

export function createWeights(seed: number): Weights {
  const random = createRandom(seed);
  const pool = normalValues(random);
  return {
    normal(name, dims, deviation) {
      const values = new Float32Array(sizeOf(dims));
      for (let i = 0; i < values.length; i++) values[i] = deviation * (pool[Math.floor(random() * poolSize)] as number);
      return floatConstant(name, dims, values);
    },
    even(name, dims, low, high) {
      const values = Float32Array.from({ length: sizeOf(dims) }, () => low + (high - low) * random());
      return floatConstant(name, dims, values);
    },
  };
}

/**
 * The sum of twelve evenly distributed numbers is as good as normal, with a deviation of 1, and needs no logarithm or
 * sine, whose last bit may differ from one machine to another.
 */
function normalValues(random: Random): Float32Array {
  return Float32Array.from({ length: poolSize }, () => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += random();
    return sum;
  });
}

function sizeOf(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}
