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
/** How long a stop waits for frames that are being scored. */
const drainWithin: Millis = 1000;

/** Takes in no more, scores what has come in, and acknowledges what can be written. */
export async function finish(broker: Broker, pipeline: Pipeline, store: Pick<Store, 'settle'>): Promise<void> {
  broker.mute();
  const waiting = new AbortController();
  const kept = new Promise<void>((resolve) => store.settle(resolve));
  await Promise.race([Promise.all([pipeline.idle(), kept]), sleep(drainWithin, waiting.signal)]);
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
