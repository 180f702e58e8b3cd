import './no-telemetry.ts';

import { messageOf } from '@splitsight/kernel';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { inferenceError } from './errors.ts';
import { readProcessor } from './processor.ts';

/** Values with a shape, row by row. The model reads them in place: do not write to them until the run has ended. */
export type Values =
  | { readonly type: 'uint8'; readonly data: Uint8Array; readonly shape: readonly number[] }
  | { readonly type: 'float32'; readonly data: Float32Array; readonly shape: readonly number[] };

/** What a model gave: values, or only the shape of what is neither bytes nor float32. */
export type Result = Values | { readonly type: 'other'; readonly element: string; readonly shape: readonly number[] };

/** An input or output: a number in the shape is fixed, a text is free (such as the batch, `n`). */
export interface Port {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

/** A loaded model. */
export interface Session {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** Runs the model on one batch, its inputs by name, and returns its outputs by name. @throws CodedError MODEL_RUN */
  run(feeds: Readonly<Record<string, Values>>): Promise<ReadonlyMap<string, Result>>;
  /** Waits for running batches and frees the model. Idempotent. */
  close(): Promise<void>;
}

/**
 * Loads an ONNX model from its bytes, for the CPU.
 *
 * Idle threads sleep: spinning ones win nothing in time a run here and double the processor time of two threads
 * (10.8 against 21.6 ms a picture). The memory arena is on: over 1,500 runs of one to four pictures at 224 px a process
 * stays within 150 MB with it, and goes up to 269 MB without, between collections of garbage. Memory patterns, one for
 * each size of batch, are off: they win no time here and cost 10 MB.
 *
 * x64quantprecision is for x86 without VNNI, where products of signed weights would overflow 16 bits and be cut: an int8
 * ResNet-18 then gives features whose cosine to the right ones is 0.90. With it they are the same to the bit as with VNNI
 * (on an emulated Haswell). Where there is VNNI it would only cost: 8.3 in place of 4.0 ms a picture.
 *
 * @param threads how many threads share the work of one run.
 * @param name what errors call the model.
 * @throws CodedError MODEL_LOAD
 */
export async function openSession(bytes: Uint8Array, threads: number, name: string): Promise<Session> {
  const session = await load(bytes, threads, name);
  let last: Promise<unknown> = Promise.resolve();
  let closing: Promise<void> | undefined;
  return {
    inputs: session.inputMetadata.map(port),
    outputs: session.outputMetadata.map(port),
    async run(feeds) {
      if (closing) throw inferenceError('MODEL_RUN', `${name} (closed)`);
      try {
        const running = session.run(
          Object.fromEntries(Object.entries(feeds).map(([input, values]) => [input, tensor(values)])),
        );
        last = running;
        const results = await running;
        return new Map(Object.entries(results).map(([output, result]) => [output, resultOf(result)]));
      } catch (error) {
        throw inferenceError('MODEL_RUN', `${name} (${oneLine(error)})`, error);
      }
    },
    close() {
      // Runs end in the order they began, so the last one is the one to wait for.
      closing ??= last.then(
        () => session.release(),
        () => session.release(),
      );
      return closing;
    },
  };
}

/** Whether products of bytes are added up in 32 bits. */
const hasWideProducts = ['avx512_vnni', 'avx_vnni'].some((feature) => readProcessor().features.has(feature));

async function load(bytes: Uint8Array, threads: number, name: string): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(bytes, {
      executionProviders: ['cpu'],
      executionMode: 'sequential',
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      enableCpuMemArena: true,
      enableMemPattern: false,
      // Errors only: everything that matters comes back as an exception.
      logSeverityLevel: 3,
      extra: { session: { intra_op: { allow_spinning: '0' }, x64quantprecision: hasWideProducts ? '0' : '1' } },
    });
  } catch (error) {
    throw inferenceError('MODEL_LOAD', `${name} (${oneLine(error)})`, error);
  }
}

function port(metadata: InferenceSession.ValueMetadata): Port {
  return metadata.isTensor
    ? { name: metadata.name, type: metadata.type, shape: metadata.shape }
    : { name: metadata.name, type: 'not a tensor', shape: [] };
}

function tensor(values: Values): Tensor {
  return values.type === 'uint8'
    ? new Tensor('uint8', values.data, values.shape)
    : new Tensor('float32', values.data, values.shape);
}

function resultOf(result: Tensor): Result {
  if (result.data instanceof Float32Array) return { type: 'float32', data: result.data, shape: result.dims };
  if (result.type === 'uint8' && result.data instanceof Uint8Array)
    return { type: 'uint8', data: result.data, shape: result.dims };
  return { type: 'other', element: result.type, shape: result.dims };
}

function oneLine(error: unknown): string {
  return messageOf(error).split('\n', 1)[0] ?? '';
}
