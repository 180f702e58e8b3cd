import type { OnnxModel } from '@splitsight/inference/onnx';
import { numberOf } from '../graph/attributes.ts';
import { quantizeError } from './errors.ts';

/** The first operator set in which weights may have a scale for each channel. */
const wanted = 13;

/**
 * Operators that mean in operator set 13 what they meant in 7, in the forms that networks for pictures have them. Those
 * that changed (the axes of Squeeze, the limits of Clip, the axis of Softmax) are not among them.
 */
const unchanged = new Set([
  ...['Add', 'AveragePool', 'BatchNormalization', 'Cast', 'Concat', 'Constant', 'Conv', 'Div', 'Flatten', 'Gemm'],
  ...['GlobalAveragePool', 'Identity', 'MatMul', 'MaxPool', 'Mul', 'ReduceMean', 'Relu', 'Reshape', 'Shape', 'Sub'],
  ...['Transpose', 'Slice'],
]);
/** Slice took its limits from attributes before this. */
const sliceSince = 10;

/**
 * Declares a model of an old operator set as one of set 13 where that changes nothing; newer ones stay what they are.
 *
 * @throws CodedError QUANTIZE_OPSET
 */
export function raiseOpset(model: OnnxModel, name: string): OnnxModel {
  const isMain = ({ domain }: { readonly domain?: string }) => !domain || domain === 'ai.onnx';
  const version = numberOf(model.opsetImport.find(isMain)?.version ?? 0);
  if (version >= wanted) return model;
  const changed = model.graph.node.find(
    ({ opType }) => !unchanged.has(opType) || (opType === 'Slice' && version < sliceSince),
  );
  if (changed) throw quantizeError('QUANTIZE_OPSET', `${name} (${changed.opType} of operator set ${version})`);
  const oldest = 7;
  return {
    ...model,
    irVersion: Math.max(oldest, numberOf(model.irVersion)),
    opsetImport: model.opsetImport.map((entry) => (isMain(entry) ? { ...entry, version: wanted } : entry)),
  };
}
