import { sleep } from '@splitsight/kernel';
import { z } from 'zod';
import type { Work, Works } from '../jobs/work.ts';

/** Waits, and can do everything wrong that work can do. */
const waitWork: Work = async (params, { progress, emit, signal }) => {
  const { steps, step_ms, chunks, deaf, fail } = waitParamsSchema.parse(params);
  for (let step = 0; step < steps; step++) {
    progress({ done: step, of: steps, note: 'waiting', point: { step } });
    await sleep(step_ms, deaf ? new AbortController().signal : signal);
    if (step < chunks) await emit({ step });
  }
  if (fail === 'die') process.kill(process.pid, 'SIGKILL');
  if (fail === 'nonsense') progress({ done: 0, of: null, note: 'learning', point: { loss: Number.NaN } });
  if (fail === 'throw') throw new Error('asked to fail');
  return { steps };
};

export const waitParamsSchema = z.strictObject({
  steps: z.int().min(0).max(1000).default(1),
  step_ms: z.number().min(0).max(60_000).default(1),
  chunks: z.int().min(0).default(0),
  /** Does not hear that it is cancelled. */
  deaf: z.boolean().default(false),
  fail: z.enum(['die', 'throw', 'nonsense']).optional(),
});

/** In place of the server's works. */
export const works: Works = { wait: async () => waitWork };
