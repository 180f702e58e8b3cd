import { type BackoffSchedule, backoffDelay, type Millis } from '@splitsight/kernel';
import type { LiveMessage, LiveRequest } from '@splitsight/wire';
import type { ClockSample } from './clock-offset.ts';
import { readLiveMessage } from './live-door.ts';

/** Where the connection stands. `heardAt` is when the server last said something: how old the page is. */
export type ConnectionState =
  | { readonly kind: 'connecting'; readonly failures: number; readonly heardAt: Millis | null }
  | { readonly kind: 'connected' }
  | { readonly kind: 'waiting'; readonly failures: number; readonly heardAt: Millis | null; readonly retryAt: Millis };

/** What is used of a WebSocket: the browser's and that of `ws` both fit. */
export interface Socket {
  send(text: string): void;
  close(): void;
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

export interface ConnectionOptions {
  readonly url: string;
  readonly WebSocket: new (url: string) => Socket;
  /** The page's clock; a steady one measures round trips best. */
  readonly now: () => Millis;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly schedule?: BackoffSchedule;
  readonly patience?: Patience;
  readonly onState: (state: ConnectionState) => void;
  readonly onMessage: (message: LiveMessage) => void;
  readonly onPong: (sample: ClockSample) => void;
  readonly onNotUnderstood: () => void;
}

/** How long silence is borne. */
export interface Patience {
  readonly pingEvery: Millis;
  /** A ping not answered for this long ends the connection. */
  readonly answerWithin: Millis;
  /** From the first try to connect until the hello, which may be large. */
  readonly helloWithin: Millis;
}

export interface Connection {
  /** Tries at once in place of waiting; nothing happens while there is a connection. */
  retryNow(): void;
  /** Ends it for good. */
  close(): void;
}

const defaultSchedule: BackoffSchedule = { first: 500, max: 10_000, factor: 2, jitter: 0.5 };
/** With the wait for the next ping a dead connection is noticed within 5 s. */
const defaultPatience: Patience = { pingEvery: 1000, answerWithin: 4000, helloWithin: 10_000 };

/**
 * Keeps a connection to the live WebSocket: it begins with the server's hello, is given up when a ping stays
 * unanswered for 4 s, and is opened again after a wait that grows with every failure. A page that stood still itself
 * reads what came meanwhile before it gives the connection up.
 */
export function openConnection(options: ConnectionOptions): Connection {
  const { now, schedule = defaultSchedule, patience = defaultPatience } = options;
  let socket: Socket | undefined;
  let failures = 0;
  let heardAt: Millis | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let ticker: ReturnType<typeof setInterval> | undefined;
  let closed = false;

  const connect = () => {
    retry = undefined;
    options.onState({ kind: 'connecting', failures, heardAt });
    const mine = new options.WebSocket(options.url);
    socket = mine;
    /** The oldest ping that is not answered; before the hello, the moment of opening. */
    let waitingSince: Millis | undefined = now();
    let ready = false;
    let open = false;
    let lookedAt = now();
    let isForgiven = false;

    mine.addEventListener('open', () => {
      open = true;
      if (socket === mine) send(mine, { type: 'ping', t: now() });
    });
    mine.addEventListener('message', ({ data }) => {
      if (socket !== mine) return;
      heardAt = now();
      const message = readLiveMessage(data);
      if (!message) return options.onNotUnderstood();
      if (message.type === 'pong') {
        if (ready) waitingSince = undefined;
        return options.onPong({ sentAt: message.t, receivedAt: heardAt, serverTime: message.server_time });
      }
      if (message.type === 'hello' && !ready) {
        ready = true;
        failures = 0;
        waitingSince = undefined;
        options.onMessage(message);
        return options.onState({ kind: 'connected' });
      }
      options.onMessage(message);
    });
    mine.addEventListener('error', () => undefined);
    mine.addEventListener('close', () => {
      if (socket === mine) lose();
    });
    ticker = setInterval(() => {
      const at = now();
      const stoodStill = at - lookedAt > 2 * patience.pingEvery;
      lookedAt = at;
      if (waitingSince === undefined) isForgiven = false;
      else if (at - waitingSince >= (ready ? patience.answerWithin : patience.helloWithin)) {
        // What came while this page stood still is read first: it may be the answer.
        if (!stoodStill || isForgiven) return lose();
        isForgiven = true;
      }
      if (!open) return;
      waitingSince ??= at;
      send(mine, { type: 'ping', t: at });
    }, patience.pingEvery);
  };

  const drop = () => {
    clearInterval(ticker);
    const old = socket;
    socket = undefined;
    old?.close();
  };

  const lose = () => {
    drop();
    failures++;
    const wait = backoffDelay(schedule, failures, options.random());
    options.onState({ kind: 'waiting', failures, heardAt, retryAt: now() + wait });
    retry = setTimeout(connect, wait);
  };

  connect();
  return {
    retryNow() {
      if (closed || retry === undefined) return;
      clearTimeout(retry);
      connect();
    },
    close() {
      closed = true;
      clearTimeout(retry);
      retry = undefined;
      drop();
    },
  };
}

function send(socket: Socket, request: LiveRequest): void {
  socket.send(JSON.stringify(request));
}
