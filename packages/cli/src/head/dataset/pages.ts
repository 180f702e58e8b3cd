import { itemsAnswerSchema } from '@splitsight/server';
import type { ItemRecord } from '@splitsight/training';
import type { z } from 'zod';
import type { ApiClient } from '../../api/client.ts';
import { dataSetPath } from './flags.ts';

type ItemView = z.output<typeof itemsAnswerSchema>['items'][number];
/** At 4096 floats a vector, 11 MB. */
const limit = 500;

/** All items of a data set with their vectors, in the order they were added. */
export async function* allItems(api: ApiClient, name: string): AsyncGenerator<ItemRecord> {
  for (let after: number | null = 0; after !== null; ) {
    const query = { after, limit, vectors: true };
    const page: z.output<typeof itemsAnswerSchema> = await api.get(
      `${dataSetPath(name)}/items`,
      itemsAnswerSchema,
      query,
    );
    yield* page.items.flatMap(recordOf);
    after = page.next_after;
  }
}

function recordOf({ id: _, added_at: _at, added_by: _by, vector, ...item }: ItemView): ItemRecord[] {
  return vector === null ? [] : [{ ...item, vector }];
}
