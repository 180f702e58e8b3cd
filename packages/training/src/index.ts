export type { DataSet, Item, ItemOrigin } from './data-set.ts';
export { trainingError, trainingErrors } from './errors.ts';
export { writeCard } from './pictures/card.ts';
export {
  type ExtraFolder,
  type PictureTraining,
  type PictureTrainingOptions,
  trainHeadOn,
} from './pictures/picture-head.ts';
export { decodePictures, listPictures, type Picture, readGroups, type UnreadableLog } from './pictures/pictures.ts';
export { type Rows, type RowsOptions, readRows } from './pictures/rows.ts';
export { secondStageSet } from './pictures/second-stage.ts';
export { buildTrainingSet } from './pictures/training-set.ts';
export { alteredViews, extraViews } from './pictures/views.ts';
