import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { decodeOnnx, encodeOnnx, type OnnxModel } from '@splitsight/inference/onnx';
import { isCodedError, messageOf } from '@splitsight/kernel';
import { modelToolsError } from '../errors.ts';
import { writeFiles } from '../files.ts';

/** TensorProto.DataLocation.EXTERNAL */
const externalLocation = 1;

/**
 * Reads an ONNX file whole. Whether its operators are known is for the runtime to say.
 *
 * @throws CodedError MODELS_UNREADABLE, MODELS_NOT_ONNX, MODELS_EXTERNAL_DATA
 */
export function readModel(path: string): OnnxModel {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw modelToolsError('MODELS_UNREADABLE', `${path} (${messageOf(error)})`, error);
  }
  return parseModel(bytes, path);
}

/** Parses the bytes of an ONNX file; `name` is what errors call it. @throws CodedError as {@link readModel} */
export function parseModel(bytes: Uint8Array, name: string): OnnxModel {
  let model: OnnxModel;
  try {
    model = decodeOnnx(bytes, name);
  } catch (error) {
    throw isCodedError(error, 'MODEL_LOAD') ? modelToolsError('MODELS_NOT_ONNX', name, error) : error;
  }
  // Almost any bytes are some protocol buffer; what makes one a model is a graph with something in it.
  const { graph, opsetImport } = model as Partial<OnnxModel>;
  if (!graph || graph.node.length === 0 || !opsetImport || opsetImport.length === 0) {
    throw modelToolsError('MODELS_NOT_ONNX', name);
  }
  const outside = graph.initializer.find(({ dataLocation }) => dataLocation === externalLocation);
  if (outside) throw modelToolsError('MODELS_EXTERNAL_DATA', `${name} ("${outside.name}" and perhaps others)`);
  return model;
}

/** Writes a model as an ONNX file, whole or not at all. @throws CodedError MODELS_UNWRITABLE */
export function writeModel(path: string, model: OnnxModel): void {
  writeFiles(dirname(path), new Map([[basename(path), encodeOnnx(model)]]));
}
