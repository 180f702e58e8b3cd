export { visionErrors } from './errors.ts';
export type { Frame } from './frame.ts';
export { resizeRegion, type Size } from './resize.ts';
