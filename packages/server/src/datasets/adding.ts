import { codecsOf } from '@splitsight/inference';
import { encodeOrigin, type Item, requireItems, trainingError } from '@splitsight/training';
import type { CodecName, Fingerprint } from '@splitsight/wire';
import { serverError } from '../errors.ts';
import type { Change, DataSetRow, ItemTable } from '../store/items.ts';
import type { KnownBackbones } from './known-backbones.ts';

/** 200,000 vectors of 512 values are 400 MB as floats: what a training can hold, with room. */
const maxItems = 250_000;
/** A head has no more classes. */
const maxLabels = 1024;
/** Of items that hold another vector, so many are named. */
export const namedAtMost = 5;

/** What is done with an item that stands in the set with another label: it stays as it is, or takes the new one. */
export type Existing = 'keep' | 'relabel';

/** What became of the items of one addition. */
export interface Added {
  readonly added: number;
  /** Stood in the set already, with this label. */
  readonly repeated: number;
  /** Stood in the set with another label, which they keep. */
  readonly kept: number;
  /** Stood in the set with another label, and have this one now. */
  readonly relabelled: number;
  /** Of those that stood in the set: how many hold another vector there, and the first few by origin. */
  readonly different: { readonly count: number; readonly origins: readonly string[] };
}

/**
 * Adds items to a set, all or, when it throws, none: the caller holds the transaction.
 *
 * @throws CodedError DATASET_BACKBONE, DATASET_KINDS, DATASET_FULL, DATASET_LABELS, and what requireItems throws.
 */
export function addItems(
  table: ItemTable,
  set: DataSetRow,
  given: { readonly codec: CodecName; readonly items: readonly Item[]; readonly existing: Existing },
  { backbones, change }: { readonly backbones: KnownBackbones; readonly change: Change },
): Added {
  const { codec, items, existing } = given;
  const [first] = items;
  const outcome = { added: 0, repeated: 0, kept: 0, relabelled: 0, different: { count: 0, origins: [] as string[] } };
  if (!first) return outcome;
  requireItems(items, codec, requireKind(set, codec, items, backbones));
  for (const item of items) {
    const origin = encodeOrigin(item.origin);
    const stored = table.byOrigin(set.id, origin);
    if (!stored) {
      table.add(set.id, item, change);
      outcome.added++;
      continue;
    }
    if (Buffer.compare(stored.item.vector, item.vector) !== 0) {
      if (outcome.different.count++ < namedAtMost) outcome.different.origins.push(origin);
    }
    if (stored.item.label === item.label) outcome.repeated++;
    else if (existing === 'keep') outcome.kept++;
    else {
      table.relabel(stored.id, item.label);
      outcome.relabelled++;
    }
  }
  requireRoom(table, set);
  table.touch(set.id, change, { codec, fingerprint: first.fingerprint });
  return outcome;
}

/** Refuses vectors of a second backbone or codec. @returns the dimensions of the backbone. */
function requireKind(set: DataSetRow, codec: CodecName, items: readonly Item[], backbones: KnownBackbones): number {
  const of = (fingerprint: Fingerprint) => {
    const known = backbones.of(fingerprint);
    if (!known) throw serverError('DATASET_BACKBONE', fingerprint);
    return known.manifest;
  };
  const makers = new Set(items.map(({ fingerprint }) => fingerprint));
  const manifests = new Set([...makers, ...(set.fingerprint === null ? [] : [set.fingerprint])].map(of));
  const [manifest, other] = manifests;
  if (!manifest) throw new Error('no items');
  if (other) throw trainingError('DATASET_KINDS', `${set.name}: ${[...manifests].map(({ name }) => name).join(', ')}`);
  if (set.codec !== null && set.codec !== codec) {
    throw trainingError('DATASET_KINDS', `${set.name} holds ${set.codec}, given ${codec}`);
  }
  if (!codecsOf(manifest).includes(codec)) throw serverError('DATASET_BACKBONE', `${manifest.name} has no ${codec}`);
  return manifest.dims;
}

function requireRoom(table: ItemTable, { id, name }: DataSetRow): void {
  const counts = Object.values(table.counts(id));
  const items = counts.reduce((sum, n) => sum + n, 0);
  if (items > maxItems) throw serverError('DATASET_FULL', `${name}: ${items}, at most ${maxItems}`);
  if (counts.length > maxLabels) throw serverError('DATASET_LABELS', `${name}: at most ${maxLabels}`);
}
