import type { Millis } from '@splitsight/kernel';

export interface TurnsDeps {
  readonly requestFrame: (callback: () => void) => number;
  readonly now: () => Millis;
}

/** Calls back in one of the next frames, in the order of asking. What comes back takes the wish back. */
export type TakeTurn = (run: () => void) => () => void;

/** Of each frame so much is given away; what the browser makes of it (style, layout, paint) takes about as long again. */
const budget: Millis = 2;

/** Spreads work over frames: at least one turn in each, further ones while there is time. */
export function createTurns({ requestFrame, now }: TurnsDeps): TakeTurn {
  const waiting = new Set<{ readonly run: () => void }>();
  let isAsked = false;

  const ask = () => {
    if (isAsked || waiting.size === 0) return;
    isAsked = true;
    requestFrame(step);
  };
  const step = () => {
    isAsked = false;
    const begun = now();
    for (const turn of waiting) {
      waiting.delete(turn);
      turn.run();
      if (now() - begun >= budget) break;
    }
    ask();
  };

  return (run) => {
    const turn = { run };
    waiting.add(turn);
    ask();
    return () => void waiting.delete(turn);
  };
}
