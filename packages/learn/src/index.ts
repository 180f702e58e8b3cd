export { type Classifier, type Layer, type Layers, predict, predictUncalibrated } from './classifier.ts';
export { type Link, type NearDuplicates, nearDuplicate, nearDuplicates } from './data/duplicates.ts';
export { type Groups, groupItems, type SeenVectors } from './data/groups.ts';
export { type DataProblem, type DataProblemCode, dataProblems, type LabelledVectors } from './data/labelled.ts';
export { createNearest, type Nearest, type NearestOptions, type Neighbour } from './data/nearest.ts';
export { type DataProfile, type ProfileOptions, profileData } from './data/profile.ts';
export type { Vectors } from './data/vectors.ts';
export { type Calibration, calibration, type ReliabilityBin, type Verdicted } from './drift/calibration.ts';
export { discoveries, isDrifted } from './drift/discoveries.ts';
export { type FeatureDrift, featureDrift, type HourSample } from './drift/feature-drift.ts';
export { isShifted, type ScoreShift, scoreShift } from './drift/score-shift.ts';
export { learnErrors } from './errors.ts';
export { auroc, expectedCalibrationError, type Figures, figures, type Measured, wilson } from './figures.ts';
export { groupedFolds } from './folds.ts';
export type { ThresholdPoint } from './judge/curve.ts';
export { describeJudgement } from './judge/describe.ts';
export { judge } from './judge/judge.ts';
export type { CameraFigures, ClassFigures, Judgement, Predictions } from './judge/judgement.ts';
export { smallSetNotes } from './judge/notes.ts';
export { type PickedThreshold, pickThreshold, type ThresholdGoal } from './judge/pick-threshold.ts';
export type { ConfidenceBin } from './judge/reliability.ts';
export { measureShare } from './judge/shares.ts';
export {
  type AlertsPerDay,
  type HeldOutScores,
  type ThresholdRow,
  type ThresholdTable,
  thresholdTable,
} from './judge/thresholds.ts';
export { keepRows } from './keep-rows.ts';
export type { ModelChoice, OptimizerChoice, TrainingOptions } from './options.ts';
export { linearProbe, type ProbeFigures, type ProbeLoss, type ProbeSet, probeLoss } from './probe.ts';
export { createRandom, type Random, shuffled } from './random.ts';
export { type TrainedHead, type TrainingHooks, trainHead } from './train.ts';
export { checkExamples, type TrainingSet } from './training-set.ts';
export type { CurvePoint } from './validation.ts';
