/**
 * A long calculation that can be paused: each time it yields, it says how many multiply-adds it has done since.
 *
 * So the arithmetic knows neither clock nor event loop: whoever runs it decides how often others get a turn.
 */
export type Work<Result> = Generator<number, Result, void>;

/** Runs a calculation to its end without a pause. */
export function finish<Result>(work: Work<Result>): Result {
  for (;;) {
    const turn = work.next();
    if (turn.done) return turn.value;
  }
}
