import { type Clock, type Millis, sleep } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import type { Broker } from './broker/broker.ts';
import { type Counts, reportCounts } from './counts.ts';
import type { LiveHub } from './live/hub.ts';
import type { Pipeline } from './pipeline.ts';
import type { Store } from './store/store.ts';

const tickEvery: Millis = 250;
const flushEvery: Millis = 100;
const reportEvery: Millis = 1000;
const sweepEvery: Millis = 30_000;
/** How long a stop waits for frames that are being scored. */
const drainWithin: Millis = 1000;
/** At most this many deletions in a row, so that a long backlog never holds up the frames. */
const sweepSteps = 4;

/** Takes in no more, and scores what has come in. */
export async function finish(broker: Broker, pipeline: Pipeline): Promise<void> {
  broker.mute();
  const waiting = new AbortController();
  await Promise.race([pipeline.idle(), sleep(drainWithin, waiting.signal)]);
  waiting.abort();
}

interface Timed {
  readonly pipeline: Pipeline;
  readonly live: LiveHub;
  readonly store: Store;
  readonly counts: Counts;
  readonly log: Logger;
  readonly clock: Clock;
  readonly retention: Millis;
}

/** @returns what stops the timers. */
export function startTimers({ pipeline, live, store, counts, log, clock, retention }: Timed): () => void {
  const sweep = () => {
    const before = clock.now() - retention;
    for (let step = 0; step < sweepSteps && store.sweep(before); step++);
  };
  const timers = [
    setInterval(pipeline.tick, tickEvery),
    setInterval(live.flush, flushEvery),
    setInterval(() => reportCounts(counts, log), reportEvery),
    setInterval(sweep, sweepEvery),
  ];
  return () => {
    for (const timer of timers) clearInterval(timer);
    live.flush();
    reportCounts(counts, log);
  };
}
