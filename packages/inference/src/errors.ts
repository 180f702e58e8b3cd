import { defineErrors } from '@splitsight/kernel';

/** What can be wrong with models. */
export const inferenceErrors = {
  MODEL_MISSING: 'the model or one of its files is not there or cannot be read',
  MODEL_MANIFEST: 'the manifest is not that of a model of this kind',
  MODEL_TRUNCATED: 'the size of a model file is not the one its manifest states; copy the model again',
  MODEL_CHECKSUM: 'the sha256 of a model file is not the one its manifest states; copy the model again',
  MODEL_LOAD: 'the file is not an ONNX model that can be run',
  MODEL_CONTRACT: 'the model does not have the inputs and outputs of its kind',
  MODEL_RUN: 'the model failed to run',
  MODEL_VARIANT_MISSING: 'the backbone has no variant of this precision',
  MODEL_CODEC_MISSING: 'the backbone has no file for this codec',
  HEAD_BACKBONE: 'the head was trained on another backbone',
  HEAD_CODEC: 'the head was trained on another codec',
  HEAD_CALIBRATION: 'the head was trained on another calibration of its codec; train it again',
  HEAD_SECOND_STAGE: 'the second stage of the head (patch5.onnx) does not fit it; train the head again',
} as const;

export const inferenceError = defineErrors(inferenceErrors);
