import type { Millis } from '@splitsight/kernel';
import { dayLength, dayOf } from '../clock/days.ts';
import type { CameraRef } from '../flow.ts';
import type { Account, AccountTable } from '../store/accounts.ts';

/** What a frame came to, with a head. */
export type Outcome = 'stored' | 'thinned' | 'silent';

/** A version of a head as the books name it. */
export interface AccountedHead {
  readonly name: string;
  readonly version: string;
}

/** Keeps account of every frame that a head looks at, in memory until it is written down. */
export interface Accounts {
  /** @param at when the frame came in. */
  frame(from: CameraRef, head: AccountedHead, role: Account['role'], outcome: Outcome, at: Millis): void;
  raised(from: CameraRef, head: AccountedHead, at: Millis): void;
  /** Writes down what was counted since the last time; when that fails, it is tried again with the next. */
  flush(): void;
}

type Entry = { -readonly [Key in keyof Account]: Account[Key] } & { readonly dayNumber: number };

/** @param onFailure called when nothing could be written. */
export function createAccounts(table: Pick<AccountTable, 'add'>, onFailure: (error: unknown) => void): Accounts {
  // Bounded by cameras and heads at work: it is emptied every minute.
  let open = new Map<AccountedHead, Map<string, Entry>>();
  /** What was counted on days before the one that is counted now, and not yet written. */
  let closed: Entry[] = [];

  function entryOf(from: CameraRef, head: AccountedHead, role: Account['role'], at: Millis): Entry {
    const cameras = open.get(head) ?? new Map<string, Entry>();
    if (cameras.size === 0) open.set(head, cameras);
    const dayNumber = Math.floor(at / dayLength);
    const known = cameras.get(from.key);
    if (known?.dayNumber === dayNumber && known.role === role) return known;
    if (known) closed.push(known);
    const entry: Entry = {
      ...{ day: dayOf(dayNumber * dayLength), dayNumber },
      ...{ site: from.site, camera: from.camera, head: head.name, version: head.version, role },
      ...{ scored: 0, stored: 0, thinned: 0, silent: 0, raised: 0 },
    };
    cameras.set(from.key, entry);
    return entry;
  }

  return {
    frame(from, head, role, outcome, at) {
      const entry = entryOf(from, head, role, at);
      entry[outcome]++;
      if (outcome !== 'silent') entry.scored++;
    },
    raised(from, head, at) {
      entryOf(from, head, 'live', at).raised++;
    },
    flush() {
      const rows = [...closed, ...[...open.values()].flatMap((cameras) => [...cameras.values()])];
      if (rows.length === 0) return;
      try {
        table.add(rows.map(({ dayNumber: _, ...account }) => account));
        open = new Map();
        closed = [];
      } catch (error) {
        onFailure(error);
      }
    },
  };
}
