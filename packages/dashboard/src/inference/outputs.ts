import { ModelProblem } from './problem.ts';
import type { Values } from './session.ts';

/** An output of float32 and this length. @throws ModelProblem */
export function floats(results: ReadonlyMap<string, Values>, name: string, length: number): Float32Array {
  const values = results.get(name);
  if (values?.type === 'float32' && values.data.length === length) return values.data;
  throw new ModelProblem('run', `${name} is not ${length} float32 values`);
}

/** An output of bytes and this length. @throws ModelProblem */
export function bytes(results: ReadonlyMap<string, Values>, name: string, length: number): Uint8Array {
  const values = results.get(name);
  if (values?.type === 'uint8' && values.data.length === length) return values.data;
  throw new ModelProblem('run', `${name} is not ${length} bytes`);
}
