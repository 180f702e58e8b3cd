import { inferenceError } from './errors.ts';
import type { Port, Result, Session } from './session.ts';

/** Checks a port: its name, type, and every dimension that both sides fix. @throws CodedError MODEL_CONTRACT */
export function requirePort(port: Port | undefined, expected: Port, model: string): void {
  const fits =
    port?.name === expected.name &&
    port.type === expected.type &&
    port.shape.length === expected.shape.length &&
    port.shape.every((found, i) => {
      const wanted = expected.shape[i];
      return typeof wanted === 'number' ? typeof found === 'string' || found === wanted : typeof found === 'string';
    });
  if (fits) return;
  const found = port ? describe(port) : 'nothing';
  throw inferenceError('MODEL_CONTRACT', `${model}: expected ${describe(expected)}, found ${found}`);
}

/** Checks that a model has this one input and no other. @throws CodedError MODEL_CONTRACT */
export function requireOnlyInput(session: Session, expected: Port, model: string): void {
  const [input, ...others] = session.inputs;
  if (others.length > 0) throw inferenceError('MODEL_CONTRACT', `${model} has ${session.inputs.length} inputs`);
  requirePort(input, expected, model);
}

/** Runs a model on one batch and takes one float32 output, whose shape it checks. @throws CodedError MODEL_CONTRACT, MODEL_RUN */
export function floatOutput(
  results: Awaited<ReturnType<Session['run']>>,
  name: string,
  shape: readonly number[],
  model: string,
): Float32Array {
  const values = output(results, name, shape, model);
  if (values.type !== 'float32')
    throw inferenceError('MODEL_CONTRACT', `${model}: ${name} is ${elementOf(values)}, expected float32`);
  return values.data;
}

/** Like {@link floatOutput}, for bytes. */
export function byteOutput(
  results: Awaited<ReturnType<Session['run']>>,
  name: string,
  shape: readonly number[],
  model: string,
): Uint8Array {
  const values = output(results, name, shape, model);
  if (values.type !== 'uint8')
    throw inferenceError('MODEL_CONTRACT', `${model}: ${name} is ${elementOf(values)}, expected uint8`);
  return values.data;
}

function output(
  results: Awaited<ReturnType<Session['run']>>,
  name: string,
  shape: readonly number[],
  model: string,
): Result {
  const values = results.get(name);
  if (values && values.shape.length === shape.length && values.shape.every((size, i) => size === shape[i]))
    return values;
  const found = values ? `[${values.shape.join(', ')}]` : 'nothing';
  throw inferenceError('MODEL_CONTRACT', `${model}: expected ${name} [${shape.join(', ')}], found ${found}`);
}

function elementOf(values: Result): string {
  return values.type === 'other' ? values.element : values.type;
}

function describe(port: Port): string {
  return `${port.name} ${port.type} [${port.shape.join(', ')}]`;
}
