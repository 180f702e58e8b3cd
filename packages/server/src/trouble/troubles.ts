import { type Clock, type Millis, steadyNow } from '@splitsight/kernel';
import type { Trouble } from '@splitsight/wire';
import type { TroubleTable } from '../store/troubles.ts';
import { conditionsOf, type Looks } from './conditions.ts';
import { stepWatch, type TroubleEvent, type Watch } from './step.ts';

/** What is wrong with cameras, edge machines, heads and the server, for so long that somebody is told. */
export interface Troubles {
  /** Those that go on, the newest first. */
  list(): readonly Trouble[];
  /** Looks at everything; to be called every second. */
  tick(): void;
}

export interface TroublesOptions {
  readonly clock: Clock;
  readonly table: TroubleTable;
  readonly look: () => Looks;
  /** For how long something has to be wrong with a camera, an edge machine or a head, or be over, to be told. */
  readonly patience: Millis;
  readonly onEvent: (event: TroubleEvent) => void;
}

/** The disk and the database do not flap as links do; their keys are the ones without a slash. */
const serverPatience: Millis = 10_000;

/** Makes it, with what was told before a restart. It remembers one trouble of each camera, head and part of the server, three of an edge machine. */
export function createTroubles({ clock, table, look, patience, onEvent }: TroublesOptions): Troubles {
  const watches = new Map<string, Watch>();
  const unsaved = new Map<string, Trouble | null>();
  for (const [key, told] of table.list()) watches.set(key, { weight: patience, wellFor: 0, since: told.since, told });
  let lookedAt = steadyNow(clock);

  function save(): void {
    if (unsaved.size === 0) return;
    try {
      table.save(unsaved);
      unsaved.clear();
    } catch {
      // That the database cannot be written is found by whoever writes more, and told of; it is tried again at the next look.
    }
  }

  return {
    list: () => [...watches.values()].flatMap(({ told }) => told ?? []).sort((a, b) => b.raised_at - a.raised_at),
    tick() {
      const looks = look();
      const { wrong, unknown } = conditionsOf(looks);
      const now = clock.now();
      const steady = steadyNow(clock);
      const passed = Math.max(0, steady - lookedAt);
      lookedAt = steady;
      for (const key of new Set([...wrong.keys(), ...watches.keys()])) {
        if (unknown.has(key)) continue;
        const before = watches.get(key);
        const own = key.includes('/') ? patience : Math.min(patience, serverPatience);
        const { watch, events } = stepWatch(before, wrong.get(key) ?? null, { now, passed, patience: own });
        if (watch) watches.set(key, watch);
        else watches.delete(key);
        if (before?.told !== watch?.told) unsaved.set(key, watch?.told ?? null);
        for (const event of events) onEvent(event);
      }
      // A database that is locked would be waited for.
      if (!looks.database) save();
    },
  };
}
