import { encodeGraph, floatConstant, graphNode, graphPort, type OnnxModel } from '@splitsight/inference/onnx';
import { parseModel } from '../../graph/model-file.ts';

const weights = (name: string, shape: readonly number[]) =>
  floatConstant(
    name,
    shape,
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i + shape.length)),
  );

/** uint8 [1, 4, 4, 3] → float → conv → relu → residual block of two convs → pooling → flatten → two classes. */
export function residualModel(): OnnxModel {
  return parseModel(
    encodeGraph({
      name: 'residual',
      nodes: [
        graphNode('Cast', ['image'], ['float'], { to: 1 }),
        graphNode('Transpose', ['float'], ['planes'], { perm: [0, 3, 1, 2] }),
        graphNode('Conv', ['planes', 'w0'], ['conv0'], { pads: [1, 1, 1, 1] }),
        graphNode('Relu', ['conv0'], ['relu0']),
        graphNode('Conv', ['relu0', 'w1'], ['conv1'], { strides: [1, 1] }),
        graphNode('Relu', ['conv1'], ['relu1']),
        graphNode('Conv', ['relu1', 'w2'], ['conv2']),
        graphNode('Add', ['conv2', 'relu0'], ['sum']),
        graphNode('Relu', ['sum'], ['relu2']),
        graphNode('GlobalAveragePool', ['relu2'], ['pool']),
        graphNode('Flatten', ['pool'], ['flat'], { axis: 1 }),
        graphNode('MatMul', ['flat', 'w3'], ['classes']),
      ],
      constants: [
        weights('w0', [8, 3, 3, 3]),
        weights('w1', [2, 8, 1, 1]),
        weights('w2', [8, 2, 1, 1]),
        weights('w3', [8, 2]),
      ],
      inputs: [graphPort('image', 'uint8', [1, 4, 4, 3])],
      outputs: [graphPort('classes', 'float32', [1, 2])],
    }),
    'residual',
  );
}
