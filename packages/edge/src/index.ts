export { createEdgeAgent, type EdgeAgentDeps } from './agent.ts';
export { type ClipOptions, openClip } from './clip.ts';
export { type GazeConfig, gazeSchema } from './config/gaze.ts';
export { type EdgeConfig, edgeConfigSchema } from './config/schema.ts';
export { edgeErrors } from './errors.ts';
