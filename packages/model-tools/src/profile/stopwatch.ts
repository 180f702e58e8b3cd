import { openSession, type Values } from '@splitsight/inference/onnx';

/** A model to be timed. */
export interface TimedModel {
  /** The bytes of its file, made when its turn comes: not all that are timed are in memory at once. */
  encode(): Uint8Array;
  readonly feeds: Readonly<Record<string, Values>>;
  readonly threads: number;
}

export interface TimingOptions {
  /** How often each model gets its turn. */
  readonly rounds: number;
  /** Timed runs a turn; two untimed ones come first. */
  readonly runs: number;
  /** After this many milliseconds no further round begins. */
  readonly budgetMs: number;
  readonly signal: AbortSignal;
  onRound(done: number): void;
}

const warmUpRuns = 2;

/**
 * Times models in turns, one after the other and then again from the first, so that what slows the machine down for a
 * while slows all of them.
 *
 * @returns for each model, its runs in milliseconds, and how many rounds there were.
 * @throws CodedError MODEL_LOAD, MODEL_RUN; whatever `signal` was aborted with
 */
export async function timeModels(
  models: readonly TimedModel[],
  options: TimingOptions,
): Promise<{ readonly samples: readonly (readonly number[])[]; readonly rounds: number }> {
  const samples = models.map((): number[] => []);
  const began = performance.now();
  let rounds = 0;
  while (rounds < options.rounds && (rounds === 0 || performance.now() - began < options.budgetMs)) {
    for (const [index, model] of models.entries()) {
      options.signal.throwIfAborted();
      samples[index]?.push(...(await timeOnce(model, options.runs)));
    }
    rounds++;
    options.onRound(rounds);
  }
  return { samples, rounds };
}

async function timeOnce({ encode, feeds, threads }: TimedModel, runs: number): Promise<number[]> {
  const session = await openSession(encode(), threads, 'profiled part');
  try {
    const times: number[] = [];
    for (let run = -warmUpRuns; run < runs; run++) {
      const began = performance.now();
      await session.run(feeds);
      if (run >= 0) times.push(performance.now() - began);
    }
    return times;
  } finally {
    await session.close();
  }
}
