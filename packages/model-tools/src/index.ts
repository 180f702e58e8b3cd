export { type CatalogEntry, findEntry, type Normalisation, readCatalog } from './catalog/catalog.ts';
export { type ClassifierManifest, classifierFile, readClassifierManifest } from './catalog/classifier.ts';
export { catalogError } from './catalog/errors.ts';
export { createFolderSource } from './catalog/folder-source.ts';
export { describeFolder, findModels, type ModelFolder, wholeModels } from './catalog/folders.ts';
export { createHttpSource } from './catalog/http-source.ts';
export { importModel } from './catalog/import.ts';
export { type ListedModel, listModels } from './catalog/list.ts';
export { pullModel } from './catalog/pull.ts';
export { type Verified, verifyModels } from './catalog/verify.ts';
export { buildCodecs, type CodecsReport, type FileCodec, fileCodecs } from './codec/build-codecs.ts';
export type { PictureFolder } from './codec/calibration-set.ts';
export { modelToolsErrors } from './errors.ts';
export { writeFiles } from './files.ts';
export { writeModel } from './graph/model-file.ts';
export { type Answer, answerQuestion, type CandidatePlan, type Question } from './profile/answer.ts';
export { crossingBytes, isMarked, type WireForm } from './profile/candidates.ts';
export { type DeviceFactor, type DeviceName, deviceNames } from './profile/devices.ts';
export { profileErrors } from './profile/errors.ts';
export { type JpegCost, measureJpeg } from './profile/jpeg.ts';
export { renderPlot } from './profile/plot.ts';
export { plotOf } from './profile/plotted-answer.ts';
export { type Profile, type ProfileOptions, profileModel } from './profile/profile.ts';
export type { Spread } from './profile/spread.ts';
export { quantizeErrors } from './quantize/errors.ts';
export { readGraphs } from './quantize/graphs.ts';
export { type RangeMethod, rangeMethods } from './quantize/histogram.ts';
export type { HeadLoss } from './quantize/loss.ts';
export { type LabelledPicture, type LabelledSet, type Losses, measureLosses } from './quantize/losses.ts';
export { withMeasured } from './quantize/processors.ts';
export {
  type Quantized,
  type QuantizedVariant,
  type QuantizeOptions,
  quantizeBackbone,
  type SmallPrecision,
} from './quantize/quantize-backbone.ts';
export { measureSpeed, type Speed } from './quantize/speed.ts';
export { imagenetPreparation, type Preparation } from './split/picture.ts';
export { type Classifier, readClassifier } from './split/read-classifier.ts';
export { describeDifferences, type Split, type SplitOptions, splitClassifier } from './split/split.ts';
export { readClasses, type WrittenSplit, writeSplit } from './split/write-split.ts';
export { createResnet, type ResnetArch, type ResnetOptions, resnetArchs } from './synth/resnet.ts';
