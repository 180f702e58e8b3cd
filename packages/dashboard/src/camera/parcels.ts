import type { Millis } from '@splitsight/kernel';

/** A message from the moment it is sent until the broker has acknowledged it. */
export interface Parcel {
  readonly topic: string;
  /** Undefined once it was given up: whoever waits for the acknowledgement holds no bytes. */
  payload: Uint8Array | undefined;
  /** How many connections broke while it was on its way. */
  broken: number;
}

/** How much of what was sent is kept while nobody has acknowledged it. */
export interface ParcelLimits {
  readonly messages: number;
  readonly bytes: number;
}

/**
 * What was sent and is not acknowledged, in the order in which it was made. A server whose database cannot be written looks at
 * what it reads and acknowledges nothing: what it has read leaves the way, and is kept to be sent again over the next
 * connection (MQTT 3.1.1, 4.4).
 */
export interface Parcels {
  /** Keeps a message, which is sent now. @returns how many of the oldest were given up for it. */
  put(parcel: Parcel): number;
  /** A message is on its way. */
  send(parcel: Parcel, now: Millis): void;
  /** The broker has acknowledged a message. */
  arrive(parcel: Parcel): void;
  /** Those that are on their way and were sent up to a moment. */
  underway(until: Millis): readonly Parcel[];
  /** The broker has read those. */
  read(parcels: readonly Parcel[]): void;
  /** The oldest one that was not sent over this connection. */
  next(): Parcel | undefined;
  /** The connection is gone. @returns how many messages were given up: connections broke again and again over them. */
  end(): number;
  /** How many are on their way. */
  inFlight(): number;
  /** How many are not acknowledged. */
  size(): number;
}

/** A message over which so many connections broke is taken for their reason. */
const mostBroken = 4;

/** Makes an empty list. */
export function createParcels({ messages, bytes }: ParcelLimits): Parcels {
  const kept = new Set<Parcel>();
  const flying = new Map<Parcel, Millis>();
  let again: Parcel[] = [];
  let held = 0;

  function forget(parcel: Parcel): void {
    flying.delete(parcel);
    if (!kept.delete(parcel)) return;
    held -= parcel.payload?.length ?? 0;
    parcel.payload = undefined;
  }

  return {
    put(parcel) {
      kept.add(parcel);
      held += parcel.payload?.length ?? 0;
      let lost = 0;
      for (const oldest of kept) {
        if (kept.size <= messages && held <= bytes) break;
        forget(oldest);
        lost++;
      }
      return lost;
    },
    send(parcel, now) {
      flying.set(parcel, now);
    },
    arrive: forget,
    underway: (until) => [...flying].flatMap(([parcel, sentAt]) => (sentAt <= until ? [parcel] : [])),
    read(parcels) {
      for (const parcel of parcels) flying.delete(parcel);
    },
    next() {
      for (let parcel = again.pop(); parcel; parcel = again.pop()) if (kept.has(parcel)) return parcel;
      return undefined;
    },
    end() {
      let lost = 0;
      for (const parcel of flying.keys()) {
        if (++parcel.broken < mostBroken) continue;
        forget(parcel);
        lost++;
      }
      flying.clear();
      // The oldest is taken from the end.
      again = [...kept].reverse();
      return lost;
    },
    inFlight: () => flying.size,
    size: () => kept.size,
  };
}
