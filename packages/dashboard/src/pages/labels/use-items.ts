import { usePages } from '../../api/use-pages.ts';
import { itemsAnswerSchema, setPath } from './label-api.ts';

const pageSize = 200;

/** The items of a data set, page by page; those with one label when one is given. */
export function useItems(name: string, label: string) {
  return usePages(`${setPath(name)}/items`, {
    answer: itemsAnswerSchema,
    query: { label, limit: pageSize },
    next: ({ next_after }) => (next_after === null ? null : { after: next_after }),
  });
}
