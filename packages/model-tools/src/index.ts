export { modelToolsErrors } from './errors.ts';
export { writeModel } from './graph/model-file.ts';
export { createResnet, type ResnetArch, type ResnetOptions, resnetArchs } from './synth/resnet.ts';
