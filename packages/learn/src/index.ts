export type { Layer, Layers } from './classifier.ts';
export { type Link, type NearDuplicates, nearDuplicate, nearDuplicates } from './data/duplicates.ts';
export { type Groups, groupItems, type SeenVectors } from './data/groups.ts';
export { createNearest, type Nearest, type NearestOptions, type Neighbour } from './data/nearest.ts';
export type { Vectors } from './data/vectors.ts';
export { type Calibration, calibration, type ReliabilityBin, type Verdicted } from './drift/calibration.ts';
export { discoveries, isDrifted } from './drift/discoveries.ts';
export { type FeatureDrift, featureDrift, type HourSample } from './drift/feature-drift.ts';
export { isShifted, type ScoreShift, scoreShift } from './drift/score-shift.ts';
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
