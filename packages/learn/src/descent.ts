import type { Work } from './work.ts';

/** Where a descent has come to. */
export interface Step {
  /** Not written to by the descent, except while it takes its next step. */
  readonly point: Float64Array;
  /** The weighted mean cross-entropy there; of SGD, over the epoch that led there. */
  readonly entropy: number;
}

/** A way downhill: yields the work it does, and each step it takes. It ends when it can go no further. */
export type Descent = Generator<number | Step, void, void>;

/** Takes the next step. @returns undefined at the end of the way. */
export function* nextStep(descent: Descent): Work<Step | undefined> {
  for (;;) {
    const turn = descent.next();
    if (turn.done) return undefined;
    if (typeof turn.value !== 'number') return turn.value;
    yield turn.value;
  }
}
