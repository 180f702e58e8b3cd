import type { Millis } from '@splitsight/kernel';
import type { Connection } from './database.ts';

/** Numbers of stored messages: from the first to the last, both included. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/**
 * Finds the messages that came in from `since` on and before `until`, without an index: they are numbered in the order they
 * came in. Where the server's clock was set back, times repeat; then one of the places that fit is taken.
 *
 * @returns undefined when there are none.
 */
export function findSpan(
  connection: Connection,
  { since, until }: { readonly since: Millis; readonly until: Millis },
): Span | undefined {
  const at = connection
    .prepare<[number], [number, Millis]>('SELECT id, received_at FROM vectors WHERE id >= ? ORDER BY id LIMIT 1')
    .raw();
  const ends = connection
    // Two statements in one: asked for both at once, SQLite reads every row.
    .prepare<[], [number, number]>('SELECT (SELECT min(id) FROM vectors), (SELECT max(id) FROM vectors)')
    .raw()
    .get();
  const [lowest, highest] = ends ?? [];
  if (typeof lowest !== 'number' || typeof highest !== 'number') return undefined;

  const firstFrom = (moment: Millis): number => {
    let low = lowest;
    let high = highest + 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const row = at.get(middle);
      if (!row || row[1] >= moment) high = middle;
      else low = row[0] + 1;
    }
    return low;
  };
  const first = firstFrom(since);
  const last = firstFrom(until) - 1;
  return first <= last ? { first, last } : undefined;
}
