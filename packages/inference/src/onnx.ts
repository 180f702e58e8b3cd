export {
  decodeOnnx,
  encodeOnnx,
  type Int64,
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValueInfo,
} from './onnx-file.ts';
export {
  byteConstant,
  encodeGraph,
  floatConstant,
  floatValues,
  type GraphParts,
  graphNode,
  graphPort,
  opsetVersion,
  shapeConstant,
} from './onnx-graph.ts';
export { openSession, type Port, type Result, type Session, type Values } from './session.ts';
