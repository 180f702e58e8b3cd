export { type Backbone, type BackboneOptions, type FloatFeatures, openBackbone } from './backbone.ts';
export { type Codec, codecsOf, openCodec } from './codec.ts';
export { requireCalibration } from './codec-graph.ts';
export { encodePcaCodec, type PcaParts, pcaComponents } from './codec-pca.ts';
export { encodeU8Codec } from './codec-u8.ts';
export { type Decoder, openDecoder } from './decoder.ts';
export type { FeatureForm } from './decoding-steps.ts';
export { inferenceErrors } from './errors.ts';
export { fingerprintsOf, type Head, type HeadOptions, openHead, requireOrigin, type VectorOrigin } from './head.ts';
export {
  type AcceptedVariant,
  type BackboneManifest,
  type BackboneVariant,
  type Figure,
  type HeadManifest,
  manifestFile,
  parseHeadManifest,
  type SuggestedRule,
  type VariantProcessor,
} from './manifest.ts';
export { createBackboneContents, createHeadContents, type HeadFacts, type ModelContents } from './model-contents.ts';
export { manifestKind, readBackboneManifest, readCheckedFile, readHeadManifest } from './model-files.ts';
export {
  type BackboneFacts,
  codecFiles,
  type HeadParts,
  writeBackbone,
  writeHead,
  writeU8Codec,
} from './model-writer.ts';
export { encodeGraph, floatConstant, type GraphParts, graphNode, graphPort, shapeConstant } from './onnx-graph.ts';
export { describeProcessor, type Processor, parseProcessor, readProcessor } from './processor.ts';
export { type SecondStage, type SecondStageParts, writeSecondStage } from './second-stage.ts';
export {
  acceptingManifest,
  fingerprintOf,
  processorFiles,
  type VariantFiles,
  type VariantParts,
  variantFiles,
} from './variant-writer.ts';
export { chooseVariant, findVariant, type VariantChoice, type VariantFile } from './variants.ts';
