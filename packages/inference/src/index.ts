export { type Backbone, type BackboneOptions, type FloatFeatures, openBackbone } from './backbone.ts';
export { calibrateU8, type FeatureForm } from './codec-graph.ts';
export { type Decoder, openDecoder } from './decoder.ts';
export { inferenceErrors } from './errors.ts';
export { type Head, type HeadOptions, openHead, requireOrigin, type VectorOrigin } from './head.ts';
export type { BackboneManifest, Figure, HeadManifest, SuggestedRule } from './manifest.ts';
export { manifestKind, readBackboneManifest, readHeadManifest } from './model-files.ts';
export { type BackboneFacts, type HeadParts, writeBackbone, writeHead, writeU8Codec } from './model-writer.ts';
export { encodeGraph, floatConstant, type GraphParts, graphNode, graphPort, shapeConstant } from './onnx-graph.ts';
