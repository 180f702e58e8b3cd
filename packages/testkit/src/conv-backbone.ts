import { type BackboneManifest, writeBackbone } from '@splitsight/inference';
import {
  encodeGraph,
  floatConstant,
  graphNode,
  graphPort,
  type OnnxTensor,
  shapeConstant,
} from '@splitsight/inference/onnx';

/** Height and width of the pictures it takes. */
export const convBackboneSide = 24;
const side = convBackboneSide;
const dims = 8;

/** Numbers from 0 to 1 without order, the same ones every time. */
function createNoise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * The graph of a backbone that has what quantising must cope with: arithmetic on bytes at its start, a norm behind a
 * convolution, a pooling, and a sum of two ways. Its weights are random.
 */
export function encodeConvBackbone(): Uint8Array {
  const random = createNoise(5);
  const weights = (name: string, shape: readonly number[], size: number): OnnxTensor => {
    const count = shape.reduce((product, one) => product * one, 1);
    return floatConstant(
      name,
      shape,
      Array.from({ length: count }, () => size * (random() - 0.5)),
    );
  };
  const channels = (name: string, values: readonly number[]) => floatConstant(name, [1, 3, 1, 1], values);
  return encodeGraph({
    name: 'conv-backbone',
    nodes: [
      graphNode('Transpose', ['image'], ['planes'], { perm: [0, 3, 1, 2] }),
      graphNode('Cast', ['planes'], ['float'], { to: 1 }),
      graphNode('Sub', ['float', 'mean'], ['centred']),
      graphNode('Mul', ['centred', 'inverse'], ['scaled']),
      graphNode('Conv', ['scaled', 'stem_w'], ['stem'], { pads: [1, 1, 1, 1], strides: [2, 2] }),
      graphNode('BatchNormalization', ['stem', 'gain', 'shift', 'seen', 'spread'], ['normed']),
      graphNode('Relu', ['normed'], ['stem_relu']),
      graphNode('MaxPool', ['stem_relu'], ['pooled'], { kernel_shape: [2, 2], strides: [2, 2] }),
      graphNode('Conv', ['pooled', 'first_w', 'first_b'], ['first'], { pads: [1, 1, 1, 1] }),
      graphNode('Relu', ['first'], ['first_relu']),
      graphNode('Conv', ['first_relu', 'second_w', 'second_b'], ['second'], { pads: [1, 1, 1, 1] }),
      graphNode('Add', ['second', 'pooled'], ['sum']),
      graphNode('Relu', ['sum'], ['sum_relu']),
      graphNode('Conv', ['sum_relu', 'last_w', 'last_b'], ['last']),
      graphNode('Relu', ['last'], ['map']),
      graphNode('AveragePool', ['map'], ['cells'], { kernel_shape: [2, 2], strides: [2, 2] }),
      graphNode('Reshape', ['cells', 'cell_shape'], ['rows']),
      graphNode('Transpose', ['rows'], ['tiles'], { perm: [0, 2, 1] }),
      graphNode('ReduceMean', ['tiles'], ['features'], { axes: [1], keepdims: 0 }),
    ],
    constants: [
      channels('mean', [123.7, 116.3, 103.5]),
      channels('inverse', [1 / 58.4, 1 / 57.1, 1 / 57.4]),
      weights('stem_w', [dims, 3, 3, 3], 1),
      floatConstant('gain', [dims], [1.5, 0.5, 1, 1, 2, 1, 1, 0.75]),
      floatConstant('shift', [dims], [0.1, 0.2, 0.3, -0.1, 0, 0.5, -0.2, 0]),
      floatConstant('seen', [dims], [0.2, -0.1, 0, 0, 0.3, 0.1, -0.4, 0]),
      floatConstant('spread', [dims], [1, 0.5, 2, 1, 1, 0.25, 1, 1]),
      weights('first_w', [dims, dims, 3, 3], 0.5),
      weights('first_b', [dims], 0.2),
      weights('second_w', [dims, dims, 3, 3], 0.5),
      weights('second_b', [dims], 0.2),
      weights('last_w', [dims, dims, 1, 1], 1),
      weights('last_b', [dims], 0.5),
      shapeConstant('cell_shape', [-1, dims, 9]),
    ],
    inputs: [graphPort('image', 'uint8', ['n', side, side, 3])],
    outputs: [graphPort('features', 'float32', ['n', dims]), graphPort('tiles', 'float32', ['n', 9, dims])],
  });
}

/** Writes that backbone with its manifest; it has no codec but f32. */
export function writeConvBackbone(directory: string): BackboneManifest {
  const facts = { version: '1', licence: 'Apache-2.0', source: 'a test', figures: [] };
  const shape = { arch: 'test', input: { height: side, width: side }, dims };
  return writeBackbone(directory, { name: 'conv-backbone', ...shape, ...facts }, encodeConvBackbone());
}

/** Pictures of its size with stripes and noise, each height × width × 3 bytes. */
export function convBackbonePictures(count: number): Uint8Array[] {
  const random = createNoise(11);
  return Array.from({ length: count }, (_, picture) => {
    const colour = [random(), random(), random()];
    return Uint8Array.from({ length: side * side * 3 }, (_, i) => {
      const x = Math.floor(i / 3) % side;
      const stripe = 0.5 + 0.5 * Math.sin((x * (1 + (picture % 5))) / 3);
      return 255 * (0.7 * stripe * (colour[i % 3] ?? 0) + 0.3 * random());
    });
  });
}
