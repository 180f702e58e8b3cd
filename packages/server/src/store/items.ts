import type { Millis } from '@splitsight/kernel';
import { encodeOrigin, type Item, parseOrigin } from '@splitsight/training';
import type { CodecName, Fingerprint } from '@splitsight/wire';
import type { Connection } from './database.ts';
import { decodeRegions, encodeRegions, regionBytes } from './region-blob.ts';

/** A data set as it stands in the database. */
export interface DataSetRow {
  readonly id: number;
  readonly name: string;
  /** Null until it has had an item. */
  readonly codec: CodecName | null;
  readonly fingerprint: Fingerprint | null;
  readonly createdAt: Millis;
  readonly createdBy: string;
  readonly changedAt: Millis;
  readonly changedBy: string;
}

/** An item with what only the database knows of it. */
export interface StoredItem {
  readonly id: number;
  readonly item: Item;
  readonly addedAt: Millis;
  readonly addedBy: string;
}

/** Who changes something, and when. */
export interface Change {
  readonly by: string;
  readonly now: Millis;
}

/** The rows of data sets and items. The caller holds the transactions, each of a few thousand rows at most. */
export interface ItemTable {
  create(name: string, change: Change): void;
  find(name: string): DataSetRow | undefined;
  byId(id: number): DataSetRow | undefined;
  list(): readonly DataSetRow[];
  /** @param kind of its vectors, when this is what makes it known. */
  touch(id: number, change: Change, kind?: { readonly codec: CodecName; readonly fingerprint: Fingerprint }): void;
  rename(id: number, name: string): void;
  /** Gives the name free and leaves the items to {@link sweep}. */
  drop(id: number): void;
  /** Deletes some items of a dropped set. @returns whether there may be more. */
  sweep(): boolean;
  /** How many items have each label. */
  counts(id: number): Readonly<Record<string, number>>;
  /** The item of an origin. */
  byOrigin(id: number, origin: string): StoredItem | undefined;
  /** An item whose origin begins with a text; its last character is below U+007F. */
  byPrefix(id: number, prefix: string): StoredItem | undefined;
  add(id: number, item: Item, change: Change): void;
  relabel(item: number, label: string): void;
  remove(item: number): void;
  /** Items after one, in the order they were added. */
  page(id: number, query: ItemQuery): readonly StoredItem[];
  /** The numbers of all items with a label, in the order they were added. */
  idsOf(id: number, label: string): readonly number[];
  /** The origins of all items that were stored vectors. */
  storedOrigins(id: number): readonly string[];
}

export interface ItemQuery {
  readonly after: number;
  readonly limit: number;
  readonly label?: string | undefined;
  /** `<site>/<camera>` */
  readonly camera?: string | undefined;
}

/** Items of a deleted set that go in one transaction. */
const sweepStep = 2000;

/** Columns in the order of {@link Row}. */
export const itemColumns = `id, origin, label, fingerprint, region, camera, captured_at, item_group, judged, weight,
  added_at, added_by`;

export type Row = readonly [
  id: number,
  origin: string,
  label: string,
  fingerprint: Fingerprint,
  region: Uint8Array,
  camera: string | null,
  capturedAt: Millis | null,
  group: string | null,
  judged: number,
  weight: number,
  addedAt: Millis,
  addedBy: string,
];

const setColumns = `id, name, codec, fingerprint, created_at AS createdAt, created_by AS createdBy,
  changed_at AS changedAt, changed_by AS changedBy`;

export function createItemTable(connection: Connection): ItemTable {
  const create = connection.prepare(
    'INSERT INTO datasets (name, created_at, created_by, changed_at, changed_by) VALUES (:name, :now, :by, :now, :by)',
  );
  const byName = connection.prepare<unknown[], DataSetRow>(`SELECT ${setColumns} FROM datasets WHERE name = ?`);
  const byId = connection.prepare<unknown[], DataSetRow>(
    `SELECT ${setColumns} FROM datasets WHERE id = ? AND name IS NOT NULL`,
  );
  const list = connection.prepare<unknown[], DataSetRow>(
    `SELECT ${setColumns} FROM datasets WHERE name IS NOT NULL ORDER BY name`,
  );
  const touch = connection.prepare(
    `UPDATE datasets SET changed_at = ?, changed_by = ?, codec = coalesce(codec, ?),
       fingerprint = coalesce(fingerprint, ?) WHERE id = ?`,
  );
  const rename = connection.prepare('UPDATE datasets SET name = ? WHERE id = ?');
  const dropped = connection.prepare<unknown[], number>('SELECT id FROM datasets WHERE name IS NULL LIMIT 1').pluck();
  const deleteSome = connection.prepare(
    `DELETE FROM items WHERE id IN (SELECT id FROM items WHERE dataset_id = ? LIMIT ${sweepStep})`,
  );
  const forget = connection.prepare('DELETE FROM datasets WHERE id = ?');
  const counts = connection
    .prepare<unknown[], [string, number]>('SELECT label, n FROM item_counts WHERE dataset_id = ? ORDER BY label')
    .raw();
  const byOrigin = connection
    .prepare<unknown[], Row>(`SELECT ${itemColumns} FROM items WHERE dataset_id = ? AND origin = ?`)
    .raw();
  const byPrefix = connection
    .prepare<unknown[], Row>(
      `SELECT ${itemColumns} FROM items WHERE dataset_id = ? AND origin >= ? AND origin < ? LIMIT 1`,
    )
    .raw();
  const insert = connection.prepare(
    `INSERT INTO items (dataset_id, origin, label, fingerprint, region, camera, captured_at, item_group, judged, weight,
       added_at, added_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const relabel = connection.prepare('UPDATE items SET label = ? WHERE id = ?');
  const remove = connection.prepare('DELETE FROM items WHERE id = ?');
  const idsOf = connection
    .prepare<unknown[], number>('SELECT id FROM items WHERE dataset_id = ? AND label = ? ORDER BY id')
    .pluck();
  const storedOrigins = connection
    .prepare<unknown[], string>(
      `SELECT origin FROM items WHERE dataset_id = ? AND origin >= 'vector:' AND origin < 'vector;'`,
    )
    .pluck();
  const select = (where: string) =>
    connection
      .prepare<unknown[], Row>(
        `SELECT ${itemColumns} FROM items WHERE dataset_id = :id AND id > :after ${where} ORDER BY id LIMIT :limit`,
      )
      .raw();
  const pages = {
    all: select(''),
    label: select('AND label = :label'),
    camera: select('AND camera = :camera'),
    both: select('AND label = :label AND camera = :camera'),
  };
  return {
    create: (name, change) => void create.run({ name, ...change }),
    find: (name) => byName.get(name),
    byId: (id) => byId.get(id),
    list: () => list.all(),
    touch: (id, { by, now }, kind) => void touch.run(now, by, kind?.codec ?? null, kind?.fingerprint ?? null, id),
    rename: (id, name) => void rename.run(name, id),
    drop: (id) => void rename.run(null, id),
    sweep() {
      const id = dropped.get();
      if (id === undefined) return false;
      if (deleteSome.run(id).changes < sweepStep) forget.run(id);
      return true;
    },
    counts: (id) => Object.fromEntries(counts.all(id)),
    byOrigin(id, origin) {
      const row = byOrigin.get(id, origin);
      return row && storedItem(row);
    },
    byPrefix(id, prefix) {
      const last = prefix.length - 1;
      const row = byPrefix.get(id, prefix, prefix.slice(0, last) + String.fromCharCode(prefix.charCodeAt(last) + 1));
      return row && storedItem(row);
    },
    add(id, item, { by, now }) {
      const { region: kind, box, vector, label, fingerprint, camera, capturedAt, group, judged, weight } = item;
      const blob = encodeRegions([{ kind, box, vector }]);
      const known = [encodeOrigin(item.origin), label, fingerprint, blob, camera, capturedAt, group];
      insert.run(id, ...known, judged ? 1 : 0, weight, now, by);
    },
    relabel: (item, label) => void relabel.run(label, item),
    remove: (item) => void remove.run(item),
    page(id, { after, limit, label, camera }) {
      const which =
        label === undefined ? (camera === undefined ? 'all' : 'camera') : camera === undefined ? 'label' : 'both';
      const given = {
        id,
        after,
        limit,
        ...(label !== undefined && { label }),
        ...(camera !== undefined && { camera }),
      };
      return pages[which].all(given).map(storedItem);
    },
    idsOf: (id, label) => idsOf.all(id, label),
    storedOrigins: (id) => storedOrigins.all(id),
  };
}

function storedItem(row: Row): StoredItem {
  return { id: row[0], item: itemOf(row, row[4]), addedAt: row[10], addedBy: row[11] };
}

/** @param region of the row, or a copy of it. The item's vector is a view into it. */
export function itemOf(row: Row, region: Uint8Array): Item {
  const [, origin, label, fingerprint, , camera, capturedAt, group, judged, weight] = row;
  const [found] = decodeRegions(region, region.length - regionBytes(0));
  if (!found) throw new Error(`the item ${origin} has no region`);
  const { kind, box, vector } = found;
  const rest = { label, fingerprint, camera, capturedAt, group, judged: judged === 1, weight };
  return { origin: parseOrigin(origin), ...rest, region: kind, box, vector };
}
