import { type ReactNode, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { createTurns } from '../page/turns.ts';

const takeTurn = createTurns({ requestFrame: requestAnimationFrame, now: () => performance.now() });

interface InTurnProps {
  /** Stands there until then, as large as what follows. */
  readonly before: ReactNode;
  readonly children: () => ReactNode;
}

/** Draws what is costly in a frame that has time for it, so that a hundred new parts do not hold up the next picture. */
export function InTurn({ before, children }: InTurnProps) {
  const [isDrawn, setDrawn] = useState(false);
  // Drawn within the turn, so that its time is known.
  useEffect(() => takeTurn(() => flushSync(() => setDrawn(true))), []);
  return isDrawn ? children() : before;
}
