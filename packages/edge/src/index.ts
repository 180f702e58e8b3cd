export { createEdgeAgent, type EdgeAgentDeps } from './agent.ts';
export { type ClipOptions, openClip } from './clip.ts';
export { type GazeConfig, gazeSchema } from './config/gaze.ts';
export { type EdgeConfig, edgeConfigSchema } from './config/schema.ts';
export { edgeErrors } from './errors.ts';
export { createGaze, freshGaze, type Gaze, type GazeRule, type GazeState, stepGaze } from './gaze.ts';
export { cutLooks, extractRegions, type Look } from './look.ts';
export { type Region, type RegionChoice, regionChoices, regionsOf } from './regions.ts';
