/**
 * Where cameras wait for the extractor, one place each: a newer item takes the place of the older one, and cameras are
 * called in the order in which they began to wait, so a busy camera never holds up a quiet one.
 */
export interface Lobby<T> {
  /** Puts an item in the place of `key`. */
  put(key: string, item: T): void;
  /** Waits until there is something, then takes the longest-waiting items; undefined once the lobby is closed. */
  take(): Promise<readonly T[] | undefined>;
  /** Ends the wait of the taker, and drops what is left. */
  close(): void;
}

/** How the lobby counts and gives back. */
export interface LobbyOptions<T> {
  /** Items are taken until their weights reach `room`, at least one and never one that would go beyond. */
  readonly weigh: (item: T) => number;
  readonly room: number;
  /** Is called with each item that is replaced or left behind. */
  readonly onDrop: (item: T) => void;
}

/** Makes an empty lobby; it is bounded by the number of keys. One taker at a time. */
export function createLobby<T>({ weigh, room, onDrop }: LobbyOptions<T>): Lobby<T> {
  const places = new Map<string, T>();
  let wake: (() => void) | undefined;
  let closed = false;

  function takeBatch(): T[] {
    const batch: T[] = [];
    let weight = 0;
    for (const [key, item] of places) {
      weight += weigh(item);
      if (batch.length > 0 && weight > room) break;
      batch.push(item);
      places.delete(key);
    }
    return batch;
  }

  return {
    put(key, item) {
      if (closed) return onDrop(item);
      const replaced = places.get(key);
      // The place in the order is kept: whoever has waited goes on having waited.
      places.set(key, item);
      if (replaced !== undefined) onDrop(replaced);
      wake?.();
    },
    async take() {
      while (places.size === 0 && !closed) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = undefined;
      }
      return closed ? undefined : takeBatch();
    },
    close() {
      closed = true;
      for (const item of places.values()) onDrop(item);
      places.clear();
      wake?.();
    },
  };
}
