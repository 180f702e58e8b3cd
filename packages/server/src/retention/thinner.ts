import type { Millis } from '@splitsight/kernel';

/** A row that may be thinned away. */
export interface ThinRow {
  readonly id: number;
  /** One row is kept in a while for each key. */
  readonly key: string | number;
  readonly at: Millis;
  /** The row of most weight is kept; of equal ones the first. */
  readonly weight: number;
  /** It stays, whatever else is kept. */
  readonly isHeld: boolean;
}

/** Chooses which rows go: rows come in their order, some at a time. */
export interface Thinner {
  /** @returns the ids of the rows that go; some may be of the rows that came before. */
  pass(rows: readonly ThinRow[]): readonly number[];
}

interface Best {
  readonly slot: number;
  readonly id: number;
  readonly weight: number;
}

/** Its memory is three numbers a key. @param every one row of each key is kept in so long. */
export function createThinner(every: Millis): Thinner {
  const bests = new Map<string | number, Best>();
  return {
    pass(rows) {
      const gone: number[] = [];
      for (const { id, key, at, weight, isHeld } of rows) {
        if (isHeld) continue;
        const slot = Math.floor(at / every);
        const best = bests.get(key);
        if (!best || best.slot !== slot) bests.set(key, { slot, id, weight });
        else if (weight > best.weight) {
          gone.push(best.id);
          bests.set(key, { slot, id, weight });
        } else gone.push(id);
      }
      return gone;
    },
  };
}
