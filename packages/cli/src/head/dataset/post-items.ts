import { type Added, addItemsAnswerSchema, mostItems, nothingAdded, sumAdded } from '@splitsight/server';
import type { ItemRecord } from '@splitsight/training';
import type { CodecName } from '@splitsight/wire';
import type { ApiClient } from '../../api/client.ts';
import { dataSetPath } from './flags.ts';

/** A request is about this long at most. */
const batchBytes = 1024 * 1024;

export interface PostItemsOptions {
  readonly codec: CodecName;
  readonly existing: 'keep' | 'relabel';
  readonly by: string;
  /** Called after every batch with how many items were sent so far. */
  readonly onBatch?: (sent: number) => void;
}

/** Sends items to a data set in batches; each is added whole or not at all. @returns what became of all of them. */
export async function postItems(
  api: ApiClient,
  name: string,
  records: AsyncIterable<ItemRecord>,
  { codec, existing, by, onBatch }: PostItemsOptions,
): Promise<Added> {
  let total = nothingAdded;
  let batch: ItemRecord[] = [];
  let bytes = 0;
  let sent = 0;
  const flush = async () => {
    if (batch.length === 0) return;
    const body = { codec, existing, by, items: batch };
    const { items: _, ...added } = await api.post(`${dataSetPath(name)}/items`, addItemsAnswerSchema, body);
    total = sumAdded(total, added);
    sent += batch.length;
    onBatch?.(sent);
    batch = [];
    bytes = 0;
  };
  for await (const record of records) {
    batch.push(record);
    bytes += record.vector.length + 400;
    if (batch.length >= mostItems || bytes >= batchBytes) await flush();
  }
  await flush();
  return total;
}
