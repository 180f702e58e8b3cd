/** A queue of one: the newest item wins, and what it replaces is handed to the owner to be counted. */
export interface LatestSlot<T> {
  /** Puts `item` in; an item that nobody took is replaced. */
  put(item: T): void;
  /** Waits for an item and takes it; undefined once the slot is closed. One taker at a time. */
  take(): Promise<T | undefined>;
  /** Ends the wait of the taker. What is still in the slot is dropped. */
  close(): void;
}

/** Makes an empty slot. `onDrop` is called with each item that is replaced or left behind. */
export function createLatestSlot<T>(onDrop: (item: T) => void): LatestSlot<T> {
  let waiting: ((item: T | undefined) => void) | undefined;
  let held: { readonly item: T } | undefined;
  let closed = false;
  return {
    put(item) {
      if (closed) return onDrop(item);
      if (waiting) {
        const hand = waiting;
        waiting = undefined;
        hand(item);
        return;
      }
      if (held) onDrop(held.item);
      held = { item };
    },
    take() {
      if (closed) return Promise.resolve(undefined);
      if (held) {
        const { item } = held;
        held = undefined;
        return Promise.resolve(item);
      }
      return new Promise((resolve) => {
        waiting = resolve;
      });
    },
    close() {
      closed = true;
      if (held) onDrop(held.item);
      held = undefined;
      waiting?.(undefined);
      waiting = undefined;
    },
  };
}
