import type { BackboneManifest } from '@splitsight/inference';
import type { DataSet } from '../data-set.ts';
import { trainingError } from '../errors.ts';
import { requireItems } from '../item-check.ts';

/** What fewer items teach could not be told from chance. */
const leastItems = 10;
const leastOfClass = 5;

/**
 * Refuses data sets that no head of a backbone can be trained on, before anything is computed.
 *
 * @throws CodedError RUN_ITEMS, DATASET_KINDS, DATASET_LABEL, DATASET_VECTOR_SIZE, DATASET_VALUES
 */
export function requireTrainable({ name, codec, items }: DataSet, backbone: BackboneManifest): void {
  if (items.length < leastItems) {
    throw trainingError('RUN_ITEMS', `"${name}" has ${items.length}, ${leastItems} are the least`);
  }
  const counts = new Map<string, number>();
  for (const { label } of items) counts.set(label, (counts.get(label) ?? 0) + 1);
  for (const [label, count] of counts) {
    if (count < leastOfClass) {
      throw trainingError('RUN_ITEMS', `"${label}" of "${name}" has ${count}, ${leastOfClass} are the least`);
    }
  }
  const known = new Set([backbone.fingerprint, ...(backbone.variants ?? []).map(({ fingerprint }) => fingerprint)]);
  const strange = items.find(({ fingerprint }) => !known.has(fingerprint));
  if (strange) {
    throw trainingError('DATASET_KINDS', `"${name}" has ${strange.fingerprint} beside those of ${backbone.name}`);
  }
  requireItems(items, codec, backbone.dims);
}
