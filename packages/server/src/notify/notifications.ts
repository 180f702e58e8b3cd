import { randomUUID } from 'node:crypto';
import type { BackoffSchedule, Clock, Millis } from '@splitsight/kernel';
import { messageOf } from '@splitsight/kernel';
import type { ChannelState, ChannelTest, ChannelView } from '@splitsight/wire';
import type { BookedChannel, ChannelBook } from './channel-book.ts';
import type { ClassifyPicture } from './classify.ts';
import type { Deliver } from './deliver.ts';
import { testBody } from './grouping.ts';
import type { Outbox } from './outbox.ts';
import { runTelegramBot } from './telegram-bot.ts';
import { channelState, channelView } from './views.ts';
import { createWorker, type Worker } from './worker.ts';

/** The channels at work. */
export interface Notifications {
  views(): readonly ChannelView[];
  view(id: number): ChannelView;
  /** Begins, changes or ends the work of a channel that was added, changed or removed. */
  refresh(id: number): void;
  /** Looks at all queues. */
  poke(): void;
  /** Sends a message that says that nothing has happened, whether or not the channel is on. */
  test(id: number): Promise<ChannelTest>;
  retryNow(id: number): void;
  close(): Promise<void>;
}

export interface NotificationsOptions {
  readonly clock: Clock;
  readonly book: ChannelBook;
  readonly outbox: Outbox;
  readonly deliver: Deliver;
  readonly classify: ClassifyPicture;
  readonly schedule: BackoffSchedule;
  readonly timeout: Millis;
  readonly onState: (state: ChannelState) => void;
  readonly onTrouble: (error: unknown) => void;
}

/** Programs can take several messages at a time; people read one after the other. */
const concurrency = { webhook: 4, mqtt: 4, web_push: 1, email: 1, telegram: 1, ntfy: 1 } as const;
/** Changes of a channel's counts are told this often at most. */
const tellEvery: Millis = 1000;

interface Running {
  readonly worker: Worker;
  bot: { readonly of: BookedChannel; readonly stop: () => Promise<void> } | undefined;
  told: string;
  timer: NodeJS.Timeout | undefined;
}

export function openNotifications(options: NotificationsOptions): Notifications {
  const { clock, book, outbox, deliver, onState, onTrouble } = options;
  const running = new Map<number, Running>();
  const ending = new Set<Promise<unknown>>();
  const closing = new AbortController();

  function begin(channel: BookedChannel): Running {
    const { id, facts } = channel;
    const worker = createWorker({
      ...{ clock, outbox, deliver, onTrouble, channelId: id, schedule: options.schedule },
      concurrency: concurrency[facts.settings.kind],
      channel: () => onlyOn(book.find(id)),
      onChange: () => tellSoon(id),
    });
    const one: Running = { worker, bot: undefined, told: '', timer: undefined };
    running.set(id, one);
    return one;
  }

  function refresh(id: number): void {
    const channel = book.find(id);
    const one = running.get(id) ?? (channel && begin(channel));
    if (!one) return;
    if (one.bot && one.bot.of !== channel) end(one.bot.stop());
    if (one.bot?.of !== channel) one.bot = channel && botOf(channel, one);
    if (channel) {
      one.worker.retryNow();
      tellSoon(id);
    } else {
      running.delete(id);
      clearTimeout(one.timer);
      end(one.worker.stop());
    }
  }

  function end(ended: Promise<unknown>): void {
    const done = ended.finally(() => ending.delete(done));
    ending.add(done);
  }

  /** Somebody who answers photos, where the channel wants that. */
  function botOf(channel: BookedChannel, one: Running): Running['bot'] {
    const { facts, secrets, outside } = channel;
    const { settings } = facts;
    const token = secrets?.token;
    if (!facts.on || settings.kind !== 'telegram' || !settings.classify || token === undefined) return undefined;
    const stopping = new AbortController();
    const { classify, timeout, schedule } = options;
    const done = runTelegramBot(
      {
        ...{ settings, token, outside, classify, timeout, schedule },
        language: facts.language,
        onFailure: (error) => one.worker.complain(error),
      },
      stopping.signal,
    ).catch(onTrouble);
    return {
      of: channel,
      stop() {
        stopping.abort();
        return done;
      },
    };
  }

  function view(id: number): ChannelView {
    const channel = book.get(id);
    const state = running.get(id)?.worker.state() ?? begin(channel).worker.state();
    return channelView(channel, state, outbox.table.count(id));
  }

  function tellSoon(id: number): void {
    const one = running.get(id);
    if (!one || one.timer || closing.signal.aborted) return;
    one.timer = setTimeout(() => {
      one.timer = undefined;
      if (!book.find(id)) return;
      const state = channelState(view(id));
      const text = JSON.stringify(state);
      if (text === one.told) return;
      one.told = text;
      onState(state);
    }, tellEvery);
  }

  for (const { id } of book.list()) refresh(id);

  return {
    views: () => book.list().map(({ id }) => view(id)),
    view,
    refresh,
    poke() {
      for (const [id, { worker }] of running) {
        worker.poke();
        tellSoon(id);
      }
    },
    async test(id) {
      const channel = book.get(id);
      const startedAt = performance.now();
      const took = () => Math.round(performance.now() - startedAt);
      try {
        const message = { key: randomUUID(), body: testBody, delivered: [] };
        // Somebody who administers asks for this one message, and it tells nothing.
        const answer = await deliver({ ...channel, outside: true }, message, () => undefined, closing.signal);
        return { delivered: true, answer, took_ms: took() };
      } catch (error) {
        return { delivered: false, answer: messageOf(error), took_ms: took() };
      }
    },
    retryNow: (id) => running.get(id)?.worker.retryNow(),
    async close() {
      closing.abort();
      for (const { worker, bot, timer } of running.values()) {
        clearTimeout(timer);
        end(worker.stop());
        if (bot) end(bot.stop());
      }
      running.clear();
      await Promise.all(ending);
    },
  };
}

function onlyOn(channel: BookedChannel | undefined): BookedChannel | undefined {
  return channel?.facts.on ? channel : undefined;
}
