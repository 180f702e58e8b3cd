export { visionErrors } from './errors.ts';
export type { Frame } from './frame.ts';
export {
  createMotionDetector,
  defaultMotionOptions,
  type Motion,
  type MotionDetector,
  type MotionOptions,
} from './motion.ts';
export { resizeRegion, type Size } from './resize.ts';
