import { type Millis, sleep } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import type { Broker } from './broker/broker.ts';
import { type Counts, reportCounts } from './counts.ts';
import type { LiveHub } from './live/hub.ts';
import type { Pipeline } from './pipeline.ts';
import type { Presence } from './presence/presence.ts';
import type { Store } from './store/store.ts';

const tickEvery: Millis = 250;
const flushEvery: Millis = 100;
const reportEvery: Millis = 1000;
/**
 * How long a stop waits for frames that are being scored: they may be acknowledged already, and come to no head after a
 * start. Service managers wait longer.
 */
const scoreWithin: Millis = 10_000;
/** How long it waits for the database: what is not written is not acknowledged, and comes again. */
const writeWithin: Millis = 1000;

/** Takes in no more, scores what has come in, and acknowledges what can be written. */
export async function finish(
  broker: Pick<Broker, 'mute'>,
  pipeline: Pick<Pipeline, 'idle'>,
  store: Pick<Store, 'settle'>,
): Promise<void> {
  broker.mute();
  const kept = new Promise<void>((resolve) => store.settle(resolve));
  await Promise.all([within(scoreWithin, pipeline.idle()), within(writeWithin, kept)]);
}

/** Waits for what may never come. */
async function within(limit: Millis, work: Promise<void>): Promise<void> {
  const waiting = new AbortController();
  await Promise.race([work, sleep(limit, waiting.signal)]);
  waiting.abort();
}

interface Timed {
  readonly pipeline: Pipeline;
  readonly presence: Pick<Presence, 'tick'>;
  readonly live: LiveHub;
  readonly counts: Counts;
  readonly log: Logger;
}

/** @returns what stops the timers. */
export function startTimers({ pipeline, presence, live, counts, log }: Timed): () => void {
  const timers = [
    setInterval(pipeline.tick, tickEvery),
    setInterval(presence.tick, reportEvery),
    setInterval(live.flush, flushEvery),
    setInterval(() => reportCounts(counts, log), reportEvery),
  ];
  return () => {
    for (const timer of timers) clearInterval(timer);
    live.flush();
    reportCounts(counts, log);
  };
}
