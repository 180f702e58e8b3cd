import { randomUUID } from 'node:crypto';
import { type BackoffSchedule, backoffDelay, type Clock, sleep, steadyNow } from '@splitsight/kernel';
import type { NoticeBody } from '@splitsight/wire';
import type { BookedChannel } from './channel-book.ts';
import type { Deliver } from './deliver.ts';
import { failureOf } from './failure.ts';
import { bodyOf, mergeBodies, type News, newsIn } from './grouping.ts';
import { maxTries } from './next-try.ts';

/** Sends what cannot be put into queues, because the database cannot be written: that very thing, and alerts meanwhile. */
export interface PastQueues {
  tell(channelId: number, news: readonly News[]): void;
  /** What was not delivered by then is lost. Idempotent. */
  close(): Promise<void>;
}

export interface PastQueuesOptions {
  readonly clock: Clock;
  readonly channel: (id: number) => BookedChannel | undefined;
  readonly deliver: Deliver;
  readonly schedule: BackoffSchedule;
}

/** Makes it. One message of each channel is on its way at a time; what comes meanwhile becomes the next. */
export function createPastQueues({ clock, channel, deliver, schedule }: PastQueuesOptions): PastQueues {
  const waiting = new Map<number, NoticeBody>();
  const running = new Map<number, Promise<void>>();
  const closing = new AbortController();
  const { signal } = closing;

  async function run(id: number): Promise<void> {
    for (let body = waiting.get(id); body && !signal.aborted; body = waiting.get(id)) {
      waiting.delete(id);
      await send(id, body);
      const { group_s = 0, min_interval_s = 0 } = channel(id)?.facts ?? {};
      await sleep(1000 * Math.max(group_s, min_interval_s), signal);
    }
  }

  async function send(id: number, body: NoticeBody): Promise<void> {
    const delivered: string[] = [];
    const key = randomUUID();
    const startedAt = steadyNow(clock);
    for (let tries = 1; !signal.aborted; tries++) {
      const of = channel(id);
      if (!of?.facts.on) return;
      try {
        await deliver(of, { key, body, delivered }, (receiver) => delivered.push(receiver), signal);
        return;
      } catch (error) {
        const { retry, retryAfter } = failureOf(error, of.facts.name);
        const isOld = steadyNow(clock) - startedAt > 1000 * of.facts.expire_s;
        if (!retry || isOld || tries >= maxTries) {
          of.dropped.add('memory_full', newsIn(body));
          return;
        }
        await sleep(Math.max(retryAfter ?? 0, backoffDelay(schedule, tries, Math.random())), signal);
      }
    }
  }

  return {
    tell(id, news) {
      const known = waiting.get(id);
      const [first, ...others] = [...(known ? [known] : []), ...news.map(bodyOf)];
      if (!first || signal.aborted) return;
      waiting.set(id, mergeBodies([first, ...others]));
      if (!running.has(id))
        running.set(
          id,
          run(id).finally(() => running.delete(id)),
        );
    },
    async close() {
      closing.abort();
      await Promise.all(running.values());
    },
  };
}
