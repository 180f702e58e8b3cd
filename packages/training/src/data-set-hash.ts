import { createHash } from 'node:crypto';
import type { DataSet } from './data-set.ts';
import { encodeOrigin } from './origin.ts';

/**
 * The sha256 of what a data set teaches: of its items in the order of their origins the origin, label, group, weight,
 * whether it is judged, fingerprint and vector. The name of the set and the order of its items are no part of it.
 *
 * @returns 64 hex digits.
 */
export function hashDataSet({ codec, items }: DataSet): string {
  const hash = createHash('sha256').update(`splitsight data set 1\n${codec}\n`);
  const rows = items.map((item) => ({ item, origin: encodeOrigin(item.origin) }));
  rows.sort((a, b) => (a.origin < b.origin ? -1 : 1));
  for (const { item, origin } of rows) {
    const { label, group, weight, judged, fingerprint, vector } = item;
    hash.update(`${JSON.stringify([origin, label, group, weight, judged, fingerprint, vector.length])}\n`);
    hash.update(vector);
  }
  return hash.digest('hex');
}
