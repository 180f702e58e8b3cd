import { setImmediate } from 'node:timers/promises';
import type { Clock } from '@splitsight/kernel';
import { type Item, requireLabel } from '@splitsight/training';
import type { CodecName, Fingerprint } from '@splitsight/wire';
import { serverError } from '../errors.ts';
import { type Connection, storeError } from '../store/database.ts';
import { createItemTable, type DataSetRow, type ItemQuery, type StoredItem } from '../store/items.ts';
import { type Added, addItems, type Existing } from './adding.ts';
import { createKindFilter, type Maker } from './job-set.ts';
import type { KnownBackbones } from './known-backbones.ts';

const maxSets = 256;
/** Items changed in one transaction: some milliseconds, so that frames go on in between. */
const step = 1000;

/** A data set and how many items of each label it holds. */
export interface DataSetView extends DataSetRow {
  readonly items: number;
  readonly labels: Readonly<Record<string, number>>;
  /** The name of the backbone; null while there are no items, or when the configuration does not name it. */
  readonly backbone: string | null;
}

/** Which items of a set: those of some origins, or all of a label. */
export type Chosen = { readonly origins: readonly string[] } | { readonly label: string };

/**
 * The labelled data sets. Every change is a transaction of its own, whole or not at all; what concerns many items is a row
 * of such changes. All throw what storeError makes of a failing database, and DATASET_UNKNOWN of a name that nobody has.
 */
export interface DataSets {
  list(): readonly DataSetView[];
  get(name: string): DataSetView;
  /** The set of a number; numbers are never used again. @throws CodedError DATASET_UNKNOWN when it was deleted. */
  byId(id: number): DataSetView;
  /** @throws CodedError DATASET_TAKEN or DATASET_TOO_MANY */
  create(name: string, by: string): DataSetView;
  /** @throws CodedError DATASET_TAKEN */
  rename(name: string, to: string, by: string): DataSetView;
  /** Trainings that have begun go on: they have read their items. */
  remove(name: string): void;
  /** @param set its number. @throws CodedError see {@link addItems} */
  add(set: number, given: { codec: CodecName; items: readonly Item[]; existing: Existing; by: string }): Added;
  /** Says whether vectors go with those of a set; where it has none, the first that is asked about decides. */
  kindFilter(set: number): (maker: Maker) => boolean;
  /** @returns how many were changed, and the origins that are not in the set. @throws CodedError DATASET_LABEL */
  relabel(name: string, chosen: Chosen, label: string, by: string): Promise<Changed>;
  removeItems(name: string, chosen: Chosen, by: string): Promise<Changed>;
  items(name: string, query: ItemQuery): readonly StoredItem[];
  /** Deletes some items of deleted sets. @returns whether there may be more. */
  sweep(): boolean;
}

export interface Changed {
  readonly changed: number;
  /** Had the label already. */
  readonly unchanged: number;
  readonly missing: readonly string[];
}

export interface DataSetsOptions {
  readonly connection: Connection;
  /** Of the database, for errors. */
  readonly path: string;
  readonly clock: Clock;
  readonly backbones: KnownBackbones;
}

export function createDataSets({ connection, path, clock, backbones }: DataSetsOptions): DataSets {
  const table = createItemTable(connection);

  function inOne<Result>(action: () => Result): Result {
    try {
      return connection.transaction(action).immediate();
    } catch (error) {
      throw storeError(error, path);
    }
  }

  function find(name: string): DataSetRow {
    const set = table.find(name);
    if (!set) throw serverError('DATASET_UNKNOWN', name);
    return set;
  }

  function view(set: DataSetRow): DataSetView {
    const labels = table.counts(set.id);
    const items = Object.values(labels).reduce((sum, n) => sum + n, 0);
    return { ...set, labels, items, backbone: set.fingerprint === null ? null : backboneName(set.fingerprint) };
  }

  function backboneName(fingerprint: Fingerprint): string | null {
    return backbones.of(fingerprint)?.manifest.name ?? null;
  }

  function requireFree(name: string): void {
    if (table.find(name)) throw serverError('DATASET_TAKEN', name);
  }

  /** Changes items a step at a time and lets others work in between. @param act returns whether it changed one. */
  async function change(
    name: string,
    chosen: Chosen,
    by: string,
    act: (item: StoredItem) => boolean,
  ): Promise<Changed> {
    const { id } = find(name);
    const missing: string[] = [];
    let [changed, unchanged] = [0, 0];
    for (const batch of batchesOf(id, chosen)) {
      inOne(() => {
        for (const one of batch()) {
          if (typeof one === 'string') missing.push(one);
          else if (act(one)) changed++;
          else unchanged++;
        }
        table.touch(id, { by, now: clock.now() });
      });
      await setImmediate();
    }
    return { changed, unchanged, missing };
  }

  /** Steps of items, read within the transaction that changes them; a text is an origin that is not there. */
  function* batchesOf(id: number, chosen: Chosen): Generator<() => readonly (StoredItem | string)[]> {
    if ('origins' in chosen) {
      for (let at = 0; at < chosen.origins.length; at += step) {
        const origins = chosen.origins.slice(at, at + step);
        yield () => origins.map((origin) => table.byOrigin(id, origin) ?? origin);
      }
      return;
    }
    for (let after = 0, left = true; left; ) {
      yield () => {
        const rows = table.page(id, { after, limit: step, label: chosen.label });
        after = rows.at(-1)?.id ?? after;
        left = rows.length === step;
        return rows;
      };
    }
  }

  return {
    list: () => table.list().map(view),
    get: (name) => view(find(name)),
    byId(id) {
      const set = table.byId(id);
      if (!set) throw serverError('DATASET_UNKNOWN', `number ${id}`);
      return view(set);
    },
    create: (name, by) =>
      inOne(() => {
        requireFree(name);
        if (table.list().length >= maxSets) throw serverError('DATASET_TOO_MANY', `${maxSets}`);
        table.create(name, { by, now: clock.now() });
        return view(find(name));
      }),
    rename: (name, to, by) =>
      inOne(() => {
        const { id } = find(name);
        requireFree(to);
        table.rename(id, to);
        table.touch(id, { by, now: clock.now() });
        return view(find(to));
      }),
    remove: (name) => inOne(() => table.drop(find(name).id)),
    add: (id, { by, ...given }) =>
      inOne(() => {
        const set = table.byId(id);
        if (!set) throw serverError('DATASET_UNKNOWN', `number ${id}`);
        return addItems(table, set, given, { backbones, change: { by, now: clock.now() } });
      }),
    kindFilter: (id) => createKindFilter(backbones, table.byId(id) ?? { fingerprint: null, codec: null }),
    async relabel(name, chosen, label, by) {
      requireLabel(label);
      return change(name, chosen, by, ({ id, item }) => {
        if (item.label !== label) table.relabel(id, label);
        return item.label !== label;
      });
    },
    removeItems: (name, chosen, by) =>
      change(name, chosen, by, ({ id }) => {
        table.remove(id);
        return true;
      }),
    items: (name, query) => table.page(find(name).id, query),
    sweep: () => inOne(() => table.sweep()),
  };
}
