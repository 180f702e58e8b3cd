import { defineErrors } from '@splitsight/kernel';

/** What can go wrong while a model is read, taken apart or written. */
export const modelToolsErrors = {
  MODELS_UNREADABLE: 'the file cannot be read; check the path and the rights on it',
  MODELS_UNWRITABLE: 'the files cannot be written; check the rights and the space on the disk. Nothing was changed',
  MODELS_NOT_ONNX: 'the file is not an ONNX model; export the network as ONNX first',
  MODELS_EXTERNAL_DATA: 'the weights lie in other files; save the model with its weights inside it',
  MODELS_TENSOR: 'the graph has no such value; see models profile for their names',
  MODELS_CUT: 'the graph cannot be cut there: other inputs of it lead past the cut',
} as const;

export const modelToolsError = defineErrors(modelToolsErrors);
