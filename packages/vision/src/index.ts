export { visionErrors } from './errors.ts';
export type { Frame } from './frame.ts';
export {
  createGaze,
  defaultGaze,
  freshGaze,
  type Gaze,
  type GazeRule,
  type GazeSettings,
  type GazeState,
  stepGaze,
} from './gaze.ts';
export { countCuts, cutLooks, type Extractor, extractRegions, type Look } from './look.ts';
export {
  createMotionDetector,
  defaultMotionOptions,
  type Motion,
  type MotionDetector,
  type MotionOptions,
} from './motion.ts';
export { defaultRegions, type Region, type RegionChoice, regionChoices, regionsOf } from './regions.ts';
export { resizeRegion, type Size } from './resize.ts';
export { defaultTamper, type LieKind, lieKinds, type TamperSettings } from './tamper/settings.ts';
export type { Verdict } from './tamper/verdict.ts';
export { createTamperWatch, type TamperWatch } from './tamper/watch.ts';
