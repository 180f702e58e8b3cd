export { type Backbone, type BackboneOptions, type FloatFeatures, openBackbone } from './backbone.ts';
export { inferenceErrors } from './errors.ts';
export { type Head, type HeadOptions, openHead, requireOrigin, type VectorOrigin } from './head.ts';
export type { BackboneManifest, Figure, HeadManifest, SuggestedRule } from './manifest.ts';
export { readBackboneManifest, readHeadManifest } from './model-files.ts';
