import type { Duplex } from 'node:stream';
import type { Millis } from '@splitsight/kernel';

/** Connections over which messages came that could not be kept: they are owed acknowledgements that they will never get. */
export interface Creditors {
  add(stream: Duplex): void;
  remove(stream: Duplex): void;
  /** Ends no more of them. */
  close(): void;
}

export interface CreditorsOptions {
  /** Whether what they send again could be kept. */
  readonly mayEnd: () => boolean;
  readonly end: (stream: Duplex) => void;
}

/** One connection is ended in so long: whoever is back sends fresh messages first, and a herd would come at once. */
const endEvery: Millis = 100;

/** MQTT 3.1.1 has no way to say "not now": a client sends again what was not acknowledged when it connects again (4.4). */
export function createCreditors({ mayEnd, end }: CreditorsOptions): Creditors {
  const streams = new Set<Duplex>();
  let timer: NodeJS.Timeout | undefined;

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
  }

  function endOne(): void {
    const [stream] = streams;
    if (!stream) stop();
    else if (mayEnd()) {
      streams.delete(stream);
      end(stream);
    }
  }

  return {
    add(stream) {
      streams.add(stream);
      timer ??= setInterval(endOne, endEvery);
    },
    remove: (stream) => void streams.delete(stream),
    close: stop,
  };
}
