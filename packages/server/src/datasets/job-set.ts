import type { Fingerprint } from '@splitsight/wire';
import { serverError } from '../errors.ts';
import type { Connection } from '../store/database.ts';
import { createItemTable, type DataSetRow } from '../store/items.ts';
import type { KnownBackbones } from './known-backbones.ts';

/** The set that a job is about. @throws CodedError DATASET_UNKNOWN when it was deleted while the job waited. */
export function setOf(
  connection: Connection,
  given: { readonly dataset: string; readonly dataset_id: number },
): DataSetRow {
  const set = createItemTable(connection).byId(given.dataset_id);
  if (!set) throw serverError('DATASET_UNKNOWN', given.dataset);
  return set;
}

/** What made a vector. */
export interface Maker {
  readonly fingerprint: Fingerprint;
  readonly codec: string;
}

/** Says whether vectors go with those of a set; where it has none, the first that is asked about decides. */
export function createKindFilter(
  backbones: KnownBackbones,
  { fingerprint, codec }: Pick<DataSetRow, 'fingerprint' | 'codec'>,
): (maker: Maker) => boolean {
  const nameOf = (maker: Maker) => {
    const known = backbones.of(maker.fingerprint);
    return known && `${known.manifest.fingerprint} ${maker.codec}`;
  };
  let wanted = fingerprint && codec ? nameOf({ fingerprint, codec }) : undefined;
  return (maker) => {
    const name = nameOf(maker);
    wanted ??= name;
    return name !== undefined && name === wanted;
  };
}
