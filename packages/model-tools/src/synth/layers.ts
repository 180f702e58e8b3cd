import { graphNode, type OnnxNode, type OnnxTensor } from '@splitsight/inference/onnx';
import type { Weights } from './weights.ts';

/** A graph in the making: each function adds one layer and returns the name of its output, which is the layer's own. */
export interface Layers {
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxTensor[];
  conv(name: string, input: string, shape: ConvShape): string;
  norm(name: string, input: string, channels: number): string;
  relu(name: string, input: string): string;
  maxPool(name: string, input: string): string;
  add(name: string, left: string, right: string): string;
  /** Global average pooling and one linear layer. */
  classify(name: string, input: string, channels: number, classes: number): string;
}

/** A square convolution without bias, padded so that stride 1 keeps the size. */
export interface ConvShape {
  readonly from: number;
  readonly to: number;
  readonly kernel: number;
  readonly stride: number;
  /** How much smaller than He's the weights are; 1 unless told. */
  readonly gain?: number;
}

export function createLayers(weights: Weights): Layers {
  const nodes: OnnxNode[] = [];
  const constants: OnnxTensor[] = [];
  const carry = (constant: OnnxTensor) => {
    constants.push(constant);
    return constant.name;
  };
  const run = (...node: Parameters<typeof graphNode>) => {
    nodes.push(graphNode(...node));
    return node[2][0] ?? '';
  };
  return {
    nodes,
    constants,
    conv(name, input, { from, to, kernel, stride, gain = 1 }) {
      // He et al. 2015, Delving Deep into Rectifiers: the signal keeps its size from layer to layer.
      const deviation = gain * Math.sqrt(2 / (from * kernel * kernel));
      const weight = carry(weights.normal(`${name}_weight`, [to, from, kernel, kernel], deviation));
      const pad = (kernel - 1) / 2;
      return run('Conv', [input, weight], [name], {
        kernel_shape: [kernel, kernel],
        strides: [stride, stride],
        pads: [pad, pad, pad, pad],
      });
    },
    norm(name, input, channels) {
      const parameters = [
        weights.even(`${name}_scale`, [channels], 0.75, 1.25),
        weights.even(`${name}_shift`, [channels], -0.1, 0.1),
        weights.even(`${name}_mean`, [channels], -0.1, 0.1),
        weights.even(`${name}_variance`, [channels], 1.5, 2.5),
      ];
      return run('BatchNormalization', [input, ...parameters.map(carry)], [name]);
    },
    relu: (name, input) => run('Relu', [input], [name]),
    maxPool: (name, input) =>
      run('MaxPool', [input], [name], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] }),
    add: (name, left, right) => run('Add', [left, right], [name]),
    classify(name, input, channels, classes) {
      const flat = run('Flatten', [run('GlobalAveragePool', [input], ['pool'])], ['flat'], { axis: 1 });
      const weight = carry(weights.normal(`${name}_weight`, [classes, channels], Math.sqrt(2 / channels)));
      const bias = carry(weights.even(`${name}_bias`, [classes], -0.1, 0.1));
      return run('Gemm', [flat, weight, bias], [name], { transB: 1 });
    },
  };
}
