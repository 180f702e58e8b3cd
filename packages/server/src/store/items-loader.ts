import type { DataSet, Item } from '@splitsight/training';
import type { CodecName } from '@splitsight/wire';
import { serverError } from '../errors.ts';
import type { Connection } from './database.ts';
import { itemColumns, itemOf, type Row } from './items.ts';

/** Rows read in one statement, so that no reader keeps the WAL from shrinking for long. */
const step = 4096;

/**
 * Reads a data set whole.
 *
 * Items are in the order of camera, time and origin, however they were added: pictures first. Their vectors are views into
 * memory of their own, a few thousand in each piece.
 *
 * @throws CodedError DATASET_UNKNOWN or DATASET_EMPTY
 */
export function loadDataSet(connection: Connection, name: string): DataSet {
  const set = connection
    .prepare<unknown[], { id: number; codec: CodecName | null }>('SELECT id, codec FROM datasets WHERE name = ?')
    .get(name);
  if (!set) throw serverError('DATASET_UNKNOWN', name);
  const select = connection
    .prepare<unknown[], Row>(
      `SELECT ${itemColumns} FROM items WHERE dataset_id = ? AND id > ? ORDER BY id LIMIT ${step}`,
    )
    .raw();
  const found: { readonly key: string; readonly item: Item }[] = [];
  for (let after = 0; ; ) {
    const rows = select.all(set.id, after);
    for (const [index, item] of itemsOf(rows).entries()) found.push({ key: rows[index]?.[1] ?? '', item });
    after = rows.at(-1)?.[0] ?? 0;
    if (rows.length < step) break;
  }
  if (!set.codec || found.length === 0) throw serverError('DATASET_EMPTY', name);
  found.sort(
    (a, b) => compare(a.item.camera ?? '', b.item.camera ?? '') || timeOrder(a.item, b.item) || compare(a.key, b.key),
  );
  return { name, codec: set.codec, items: found.map(({ item }) => item) };
}

/** Copies the regions of rows into one piece of memory: a Buffer a row costs more than what is in it. */
function itemsOf(rows: readonly Row[]): Item[] {
  const memory = new Uint8Array(rows.reduce((sum, [, , , , region]) => sum + region.length, 0));
  let at = 0;
  return rows.map((row) => {
    const [, , , , region] = row;
    memory.set(region, at);
    at += region.length;
    return itemOf(row, memory.subarray(at - region.length, at));
  });
}

const timeOrder = (a: Item, b: Item) => (a.capturedAt ?? 0) - (b.capturedAt ?? 0);
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
