export type { DataSet, Item, ItemOrigin } from './data-set.ts';
export { hashDataSet } from './data-set-hash.ts';
export { trainingError, trainingErrors } from './errors.ts';
export {
  encodeItemFileHead,
  encodeItemLine,
  type ItemFileHead,
  parseItemFileHead,
  parseItemLine,
} from './interchange/item-file.ts';
export {
  encodeTask,
  type LabelledRecord,
  type LabelStudioAnswers,
  type LabelStudioTask,
  labelStudioConfig,
  parseLabelStudio,
} from './interchange/label-studio.ts';
export { requireItems } from './item-check.ts';
export { decodeItem, encodeItem, type ItemRecord, itemRecordSchema } from './item-record.ts';
export { requireLabel } from './label.ts';
export { type ExportedRun, exportMlruns } from './mlruns/mlruns.ts';
export { encodeOrigin, parseOrigin } from './origin.ts';
export { writeCard } from './pictures/card.ts';
export {
  type ExtraFolder,
  type PictureTraining,
  type PictureTrainingOptions,
  trainHeadOn,
} from './pictures/picture-head.ts';
export { type PictureItemsOptions, pictureItems } from './pictures/picture-items.ts';
export { decodePictures, listPictures, type Picture, readGroups, type UnreadableLog } from './pictures/pictures.ts';
export { type Rows, type RowsOptions, readRows } from './pictures/rows.ts';
export { secondStageSet } from './pictures/second-stage.ts';
export { buildTrainingSet } from './pictures/training-set.ts';
export { alteredViews, extraViews } from './pictures/views.ts';
export { type DataSetProfile, dataSetProfileSchema, profileDataSet } from './profile.ts';
export {
  compareRuns,
  comparisonSchema,
  describeComparison,
  type RunComparison,
  type VersionRun,
} from './report/compare-runs.ts';
export { describeRun } from './report/describe-run.ts';
export { type RunParameters, runParametersSchema } from './run/parameters.ts';
export { parseRunFile, type RunFile, runFileName, runFileSchema } from './run/run-file.ts';
export type { RunProgress } from './run/run-progress.ts';
export { type RunOptions, trainRun } from './run/train-run.ts';
