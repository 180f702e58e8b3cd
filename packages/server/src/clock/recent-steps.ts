import { type Clock, type Millis, steppedOf } from '@splitsight/kernel';

/** For so long after a step agents may still stamp by the time of before it: they ask every 16 s, when the link is up. */
const remembered: Millis = 600_000;
/** A clock that is set more often than this is not followed back further. */
const most = 8;

/** Remembers how far the clock was set lately. */
export interface RecentSteps {
  /** The clock as it was before each recent step, less the clock now. Almost always empty. */
  offsets(): readonly Millis[];
}

export function createRecentSteps(clock: Clock): RecentSteps {
  let stepped = steppedOf(clock);
  let steps: readonly { readonly before: Millis; readonly at: Millis }[] = [];
  return {
    offsets() {
      const now = steppedOf(clock);
      if (now === stepped && steps.length === 0) return [];
      const steady = clock.now() - now;
      if (now !== stepped) steps = [...steps, { before: stepped, at: steady }].slice(-most);
      stepped = now;
      steps = steps.filter(({ at }) => steady - at < remembered);
      return steps.map(({ before }) => before - now);
    },
  };
}
