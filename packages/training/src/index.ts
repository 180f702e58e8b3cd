export type { DataSet, Item, ItemOrigin } from './data-set.ts';
export { trainingErrors } from './errors.ts';
