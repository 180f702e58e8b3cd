import type { JobView } from '@splitsight/wire';
import type { z } from 'zod';

/** A kind of long work, as the main process sees it: what it is asked, and what becomes of what it finds. */
export interface JobKind {
  readonly name: string;
  /** @throws CodedError when it cannot be done; ZodError when it is not understood. */
  parseParams(params: unknown): unknown;
  /** Stores a part of the result while the work goes on. Throwing ends the job. */
  takeChunk(chunk: unknown, job: JobView): void;
  /** Takes the result over, and says, or promises, what the job answers. Throwing makes the job a failure. */
  takeResult(result: unknown, job: JobView): unknown;
  /** Frees what was kept for a job that has ended, however it did. */
  release(job: JobView): void;
}

interface Definition<Params, Chunk, Result> {
  readonly name: string;
  readonly params: z.ZodType<Params>;
  /** Refuses, with a coded error, what can be seen to fail before it waits in the queue. */
  readonly check?: (params: Params) => void;
  readonly chunk?: z.ZodType<Chunk>;
  readonly onChunk?: (chunk: Chunk, job: JobView) => void;
  readonly result: z.ZodType<Result>;
  /** What the job answers is the result itself unless this says otherwise. It is kept as JSON, 1 MiB at most. */
  readonly onResult?: (result: Result, job: JobView) => unknown;
  /** Called once the job has ended, however it did: done, failed, cancelled or lost. */
  readonly onEnd?: (params: Params) => void;
}

/** Makes a kind of job. What its process sends is parsed here, once. */
export function defineJob<Params, Result, Chunk = never>(definition: Definition<Params, Chunk, Result>): JobKind {
  const { name, params, check, chunk, onChunk, result, onResult, onEnd } = definition;
  return {
    name,
    parseParams(given) {
      const parsed = params.parse(given);
      check?.(parsed);
      return parsed;
    },
    takeChunk(given, job) {
      if (!chunk || !onChunk) throw new Error(`jobs of kind ${name} have no parts`);
      onChunk(chunk.parse(given), job);
    },
    takeResult(given, job) {
      const parsed = result.parse(given);
      return onResult ? onResult(parsed, job) : parsed;
    },
    release(job) {
      onEnd?.(params.parse(job.params));
    },
  };
}
