import { defineErrors } from '@splitsight/kernel';

/** What can go wrong when a classifier is cut into backbone and head. */
export const splitErrors = {
  SPLIT_OPSET: 'the operator set of the model is too old; export it again with one from 7 on',
  SPLIT_RUNTIME: 'ONNX Runtime cannot run the model; the message says what it lacks. Export it again, with opset 17',
  SPLIT_BRANCHES: 'the graph holds graphs of its own (If, Loop, Scan); simplify it first, e.g. with onnxsim',
  SPLIT_INPUT: 'the model does not take one picture: one float32 input with three colours; see --layout',
  SPLIT_SIZE: 'the size of pictures is not known, or not the one the model takes; give it with --size',
  SPLIT_BATCH: 'the model is fixed to a number of pictures; export it with a free batch size, or with 1',
  SPLIT_ANSWER: 'the output is not one row of class scores; name the one that is with --output',
  SPLIT_POOLING: 'nothing that everything flows through averages the whole picture; name a value with --at',
  SPLIT_AT: 'the value cannot be features: one row of numbers, with a map of as many channels behind it',
  SPLIT_CLASSES: 'the names of the classes do not fit: one a line, as many as the model has, of a-z, 0-9, "-" and "_"',
  SPLIT_INEXACT: 'the two halves do not give what the whole model gives; nothing was written',
} as const;

export const splitError = defineErrors(splitErrors);
