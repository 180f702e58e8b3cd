export type { Layer, Layers } from './classifier.ts';
export { learnErrors } from './errors.ts';
export { auroc, expectedCalibrationError, type Figures, figures, type Measured, wilson } from './figures.ts';
export { groupedFolds } from './folds.ts';
export { keepRows } from './keep-rows.ts';
export { linearProbe, type ProbeFigures, type ProbeLoss, type ProbeSet, probeLoss } from './probe.ts';
export { createRandom, type Random, shuffled } from './random.ts';
export type { Examples } from './softmax.ts';
export {
  predict,
  type TrainedHead,
  type TrainingHooks,
  type TrainingOptions,
  type TrainingSet,
  trainHead,
} from './train.ts';
