import wasmAddress from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { ModelProblem } from './problem.ts';

/** Values with a shape, row by row. */
export type Values =
  | { readonly type: 'uint8'; readonly data: Uint8Array; readonly shape: readonly number[] }
  | { readonly type: 'float32'; readonly data: Float32Array; readonly shape: readonly number[] };

/** A loaded model. */
export interface Session {
  /** Runs one batch, its inputs by name, and returns its outputs by name. @throws ModelProblem */
  run(feeds: Readonly<Record<string, Values>>): Promise<ReadonlyMap<string, Values>>;
  close(): Promise<void>;
}

// One thread: more would need the page to be isolated from other origins, and workers that the bundle cannot name.
env.wasm.numThreads = 1;
env.wasm.wasmPaths = { wasm: wasmAddress };
env.logLevel = 'error';

/** Loads an ONNX model from its bytes into WebAssembly, for a worker. @throws ModelProblem */
export async function openSession(bytes: Uint8Array, name: string): Promise<Session> {
  const session = await load(bytes, name);
  return {
    async run(feeds) {
      try {
        const given = Object.entries(feeds).map(([input, values]) => [input, tensorOf(values)] as const);
        const results = await session.run(Object.fromEntries(given));
        return new Map(Object.entries(results).map(([output, result]) => [output, valuesOf(result)]));
      } catch (error) {
        throw new ModelProblem('run', `${name}: ${String(error)}`, { cause: error });
      }
    },
    close: () => session.release(),
  };
}

async function load(bytes: Uint8Array, name: string): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(bytes, {
      executionProviders: ['wasm'],
      graphOptimizationLevel: 'all',
      enableMemPattern: false,
      logSeverityLevel: 3,
    });
  } catch (error) {
    throw new ModelProblem('load', `${name}: ${String(error)}`, { cause: error });
  }
}

function tensorOf(values: Values): Tensor {
  return values.type === 'uint8'
    ? new Tensor('uint8', values.data, values.shape)
    : new Tensor('float32', values.data, values.shape);
}

function valuesOf({ data, dims }: Tensor): Values {
  if (data instanceof Float32Array) return { type: 'float32', data, shape: dims };
  if (data instanceof Uint8Array) return { type: 'uint8', data, shape: dims };
  throw new Error('neither bytes nor float32');
}
