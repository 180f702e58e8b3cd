import type { Millis } from '@splitsight/kernel';
import type { LiveMessage } from '@splitsight/wire';
import { withShownAt } from './alert-list.ts';
import { addClockSample, type ClockOffset, noClockOffset, roughClockOffset } from './clock-offset.ts';
import { type Connection, type ConnectionOptions, type ConnectionState, openConnection } from './connection.ts';
import { applyLive, emptyLiveState, type LiveState } from './live-state.ts';
import { createScoreBook, type ScoreBook } from './score-book.ts';

/** What the page knows, outside React. What the functions return is the same object until it changes. */
export interface LiveStore {
  /** Calls `listener` after each change; the scores are not among them. Returns what ends it. */
  subscribe(listener: () => void): () => void;
  /** Calls `listener` with each message of the server. Returns what ends it. */
  hear(listener: (message: LiveMessage) => void): () => void;
  live(): LiveState;
  connection(): ConnectionState;
  clock(): ClockOffset;
  readonly scores: ScoreBook;
  /** The server's clock. */
  serverNow(): Millis;
  /** The moment up to which the page knows what happened: now, or when the server was last heard. */
  knownUntil(): Millis;
  retryNow(): void;
  close(): void;
}

export interface LiveStoreOptions extends Pick<ConnectionOptions, 'url' | 'WebSocket' | 'now' | 'random'> {
  /** Calls back once what was changed is on the screen, or never while nobody can see it. */
  readonly afterPaint: (then: () => void) => void;
  /** Calls back when the next picture is drawn, or at once while nobody can see it; what came until then is drawn together. */
  readonly beforePaint: (then: () => void) => void;
}

export function openLiveStore(options: LiveStoreOptions): LiveStore {
  const { now } = options;
  const scores = createScoreBook();
  const listeners = new Set<() => void>();
  const hearers = new Set<(message: LiveMessage) => void>();
  let live = emptyLiveState;
  let connection: ConnectionState = { kind: 'connecting', failures: 0, heardAt: null };
  let clock = noClockOffset;

  let toldSoon = false;
  const notify = () => {
    if (toldSoon) return;
    toldSoon = true;
    options.beforePaint(() => {
      toldSoon = false;
      for (const listener of listeners) listener();
    });
  };
  const setLive = (next: LiveState) => {
    if (next === live) return;
    live = next;
    notify();
  };
  const serverNow = () => now() + clock.offset;

  const receive = (message: LiveMessage) => {
    if (message.type === 'hello') clock = roughClockOffset(message.server_time, now());
    if (message.type === 'decisions') scores.add(message.items, live.cameras);
    setLive(applyLive(live, message));
    for (const hearer of hearers) hearer(message);
    if (message.type === 'hello') scores.keepOnly(live.cameras);
    if (message.type === 'alert' && message.event.type === 'new') {
      const { id } = message.event.after;
      options.afterPaint(() => setLive({ ...live, alerts: withShownAt(live.alerts, id, serverNow()) }));
    }
  };

  const link: Connection = openConnection({
    ...options,
    onState(state) {
      connection = state;
      notify();
    },
    onMessage: receive,
    onPong(sample) {
      clock = addClockSample(clock, sample);
      notify();
    },
    onNotUnderstood: () => setLive({ ...live, notUnderstood: live.notUnderstood + 1 }),
  });

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    hear(listener) {
      hearers.add(listener);
      return () => hearers.delete(listener);
    },
    live: () => live,
    connection: () => connection,
    clock: () => clock,
    scores,
    serverNow,
    knownUntil: () =>
      connection.kind === 'connected' || connection.heardAt === null ? serverNow() : connection.heardAt + clock.offset,
    retryNow: link.retryNow,
    close: link.close,
  };
}
