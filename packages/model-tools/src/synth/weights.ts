import { floatConstant, type OnnxTensor } from '@splitsight/inference/onnx';
import { createRandom, type Random } from '@splitsight/learn';

/** Draws the constants of a network; the same seed draws the same ones on every machine. */
export interface Weights {
  /** Normally distributed around 0. */
  normal(name: string, dims: readonly number[], deviation: number): OnnxTensor;
  /** Evenly distributed from `low` to `high`. */
  even(name: string, dims: readonly number[], low: number, high: number): OnnxTensor;
}

/** So many different normal values are enough, and drawing one of them is five times as fast as making one. */
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

/** Box and Muller 1958: two evenly distributed numbers make two normal ones. */
function normalValues(random: Random): Float32Array {
  const values = new Float32Array(poolSize);
  for (let i = 0; i < poolSize; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    values[i] = radius * Math.cos(angle);
    values[i + 1] = radius * Math.sin(angle);
  }
  return values;
}

function sizeOf(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}
