import { type BackoffSchedule, backoffDelay, type Clock, type Millis, messageOf, steadyNow } from '@splitsight/kernel';
import type { Notice } from '../store/notices.ts';
import type { Channel } from './channel.ts';
import { failureOf } from './failure.ts';
import { nextTry } from './next-try.ts';
import type { Outbox, QueuedChannel } from './outbox.ts';

/** How the messages of one channel fare. */
export interface WorkerState {
  /** Since when every try has failed; null while they work. */
  readonly failingSince: Millis | null;
  readonly error: string | null;
  readonly sentAt: Millis | null;
  /** Messages. */
  readonly sent: number;
  /** Tries. */
  readonly failed: number;
}

/** Sends the messages of one channel, each channel by itself: one that is stuck holds up no other. */
export interface Worker {
  /** Looks whether something is due; to be called when the queue or the channel has changed. */
  poke(): void;
  state(): WorkerState;
  /** Tries at once, though the other side has failed before. */
  retryNow(): void;
  /** Something else of the channel does not work, or with null works again. */
  complain(error: unknown): void;
  /** Ends what is being sent; it waits again. Idempotent. */
  stop(): Promise<void>;
}

export interface WorkerOptions {
  readonly clock: Clock;
  readonly outbox: Pick<Outbox, 'take' | 'put' | 'bury' | 'remove' | 'table' | 'followClock'>;
  /** As it is now; undefined while it is off. */
  readonly channel: () => (Channel & QueuedChannel) | undefined;
  readonly channelId: number;
  /** How many messages are sent at a time. */
  readonly concurrency: number;
  readonly schedule: BackoffSchedule;
  /** Delivers a message. @throws what {@link failureOf} understands */
  readonly deliver: (
    channel: Channel,
    notice: Notice,
    note: (receiver: string) => void,
    signal: AbortSignal,
  ) => Promise<string>;
  readonly onChange: () => void;
  /** Called when the queue cannot be read or written. */
  readonly onTrouble: (error: unknown) => void;
}

/** After failures the channel as a whole waits no longer than this, so that one bad message does not stop the others. */
const longestPause: Millis = 60_000;
/** Timers do not take longer times. */
const longestTimer: Millis = 3_600_000;
const troublePause: Millis = 5000;

export function createWorker(options: WorkerOptions): Worker {
  const { clock, outbox, channel, channelId, concurrency, schedule, deliver, onChange, onTrouble } = options;
  const stopping = new AbortController();
  const sending = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  /** By the steady clock. */
  let pausedUntil: Millis = 0;
  let startedAt: Millis | undefined;
  let failures = 0;
  let state: WorkerState = { failingSince: null, error: null, sentAt: null, sent: 0, failed: 0 };

  function pump(): void {
    clearTimeout(timer);
    timer = undefined;
    try {
      outbox.followClock();
      while (!stopping.signal.aborted && sending.size < concurrency) {
        const of = channel();
        if (!of || !sendNext(of)) break;
      }
    } catch (error) {
      onTrouble(error);
      wakeIn(troublePause);
    }
  }

  /** @returns whether something is being sent; if not, a timer is set when there will be. */
  function sendNext(of: Channel & QueuedChannel): boolean {
    const now = clock.now();
    const interval = 1000 * of.facts.min_interval_s;
    // A clock that was set back must not stop the channel.
    const spaced = startedAt === undefined || startedAt > now ? 0 : startedAt + interval;
    const pause = Math.min(pausedUntil - steadyNow(clock), longestTimer);
    const ready = Math.max(now + pause, spaced);
    const nextDue = outbox.table.nextDue(channelId);
    if (nextDue === undefined) return false;
    if (Math.max(ready, nextDue) > now) {
      wakeIn(Math.max(ready, nextDue) - now);
      return false;
    }
    const notice = outbox.take(channelId, now, interval > 0);
    if (!notice) return false;
    startedAt = now;
    const attempt = send(of, notice).finally(() => {
      sending.delete(attempt);
      pump();
    });
    sending.add(attempt);
    return true;
  }

  function wakeIn(delay: Millis): void {
    clearTimeout(timer);
    timer = setTimeout(pump, Math.min(Math.max(1, Math.ceil(delay)), longestTimer));
  }

  async function send(of: Channel & QueuedChannel, taken: Notice): Promise<void> {
    let notice = taken;
    const note = (receiver: string) => {
      notice = { ...notice, delivered: [...notice.delivered, receiver] };
      outbox.put(notice);
    };
    try {
      if (clock.now() >= notice.expiresAt) return bury(of, notice, notice.error ?? 'it was too late');
      await deliver(of, notice, note, stopping.signal);
      outbox.remove(notice.id);
      failures = 0;
      pausedUntil = 0;
      state = { ...state, failingSince: null, error: null, sentAt: clock.now(), sent: state.sent + 1 };
      onChange();
    } catch (error) {
      guarded(() => settle(of, notice, error));
    }
  }

  function settle(of: Channel & QueuedChannel, notice: Notice, error: unknown): void {
    // Nobody has refused it: it was interrupted.
    if (stopping.signal.aborted) {
      outbox.put({ ...notice, state: 'sealed' });
      return;
    }
    const failure = failureOf(error, of.facts.name);
    const now = clock.now();
    const tries = notice.tries + 1;
    const random = Math.random();
    // A message that is wrong says nothing of those behind it.
    if (failure.retry) {
      failures++;
      const pause = Math.min(longestPause, backoffDelay(schedule, failures, random));
      pausedUntil = steadyNow(clock) + Math.max(failure.retryAfter ?? 0, pause);
    }
    state = { ...state, failingSince: state.failingSince ?? now, error: failure.message, failed: state.failed + 1 };
    // The clock may have been set meanwhile.
    outbox.followClock();
    const { expiresAt } = outbox.table.get(notice.id) ?? notice;
    const dueAt = nextTry({ tries, expiresAt, failure, now, random, schedule });
    if (dueAt === null) bury(of, { ...notice, tries }, failure.message);
    else outbox.put({ ...notice, state: 'sealed', tries, dueAt, expiresAt, error: failure.message });
    onChange();
  }

  function bury(of: QueuedChannel, notice: Notice, error: string): void {
    outbox.bury(of, { ...notice, error });
    onChange();
  }

  function guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      onTrouble(new Error(`a message could not be put back (${messageOf(error)})`, { cause: error }));
    }
  }

  return {
    poke: pump,
    state: () => state,
    retryNow() {
      pausedUntil = 0;
      pump();
    },
    complain(error) {
      if (error === null) state = failures > 0 ? state : { ...state, failingSince: null, error: null };
      else {
        const { message } = failureOf(error, channel()?.facts.name ?? '');
        state = { ...state, failingSince: state.failingSince ?? clock.now(), error: message };
      }
      onChange();
    },
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await Promise.all(sending);
    },
  };
}
