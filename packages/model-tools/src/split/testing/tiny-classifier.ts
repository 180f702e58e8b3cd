import { graphNode, graphPort, type OnnxModel, type OnnxNode, shapeConstant } from '@splitsight/inference/onnx';
import { createWeights } from '../../synth/weights.ts';
import type { Layout } from '../picture.ts';

/** What a tiny classifier ends in; shares are a softmax in steps, a map is logits of shape [n, 4, 1, 1]. */
export type TinyEnd = 'logits' | 'softmax' | 'shares' | 'log-softmax' | 'sigmoid' | 'map';

/** What takes the mean of the map. */
export type TinyPool = 'global' | 'mean' | 'two-means' | 'average';

/** How a tiny classifier is built; each choice is one that exporters make. */
export interface TinyClassifier {
  readonly opset?: number;
  readonly layout?: Layout;
  readonly pool?: TinyPool;
  readonly end?: TinyEnd;
  /** Reshape in place of Flatten: to [1, 5], or to the first two dimensions of the map. */
  readonly reshape?: 'written' | 'computed';
  /** The shape of the input as the file declares it. */
  readonly shape?: readonly (number | string)[];
  /** What some values are called, where other graphs call others so. */
  readonly names?: {
    readonly input?: string;
    readonly map?: string;
    readonly pooled?: string;
    readonly answer?: string;
  };
  /** Nodes behind the map. */
  readonly extra?: readonly OnnxNode[];
  /** The value that the linear layer takes when it is not the pooled one. */
  readonly taken?: string;
}

/** What the tiny classifiers take. */
export const tinySize = { height: 24, width: 30 } as const;

const linearOf = (value: string, scores: string) =>
  graphNode('Gemm', [value, 'linear', 'bias'], [scores], { transB: 1 });

/**
 * Makes a classifier of four classes on pictures of 24 × 30: one convolution to a map of 5 channels, 8 × 10, a global
 * average pooling, one linear layer. Below opset 9 the file is as those of that time: format 3, constants among the inputs.
 */
export function createTinyClassifier(options: TinyClassifier = {}): OnnxModel {
  const { opset = 13, layout = 'nchw', pool = 'global', end = 'logits', extra = [] } = options;
  const { input = 'x', map = 'map', pooled = 'pooled', answer = 'y' } = options.names ?? {};
  const { height, width } = tinySize;
  const shape = options.shape ?? (layout === 'nchw' ? ['n', 3, height, width] : ['n', height, width, 3]);
  const weights = createWeights(7);
  const floats = [
    weights.normal('kernel', [5, 3, 3, 3], 0.3),
    weights.normal('linear', [4, 5], 1),
    weights.even('bias', [4], -1, 1),
  ];
  const axes = layout === 'nchw' ? [2, 3] : [1, 2];
  const lists = [
    ...(pool === 'mean' && opset >= 18 ? [shapeConstant('axes', axes)] : []),
    ...(options.reshape === 'written' ? [shapeConstant('row_shape', [1, 5])] : []),
    ...(options.reshape === 'computed' ? [shapeConstant('first_two', [0, 1])] : []),
    ...(end === 'map' ? [shapeConstant('map_shape', [-1, 4, 1, 1])] : []),
  ];
  const conv = (from: string) =>
    graphNode('Conv', [from, 'kernel'], ['conv'], { kernel_shape: [3, 3], strides: [3, 3] });
  const front =
    layout === 'nchw'
      ? [conv(input), graphNode('Relu', ['conv'], [map])]
      : [
          graphNode('Transpose', [input], ['planes'], { perm: [0, 3, 1, 2] }),
          conv('planes'),
          graphNode('Relu', ['conv'], ['active']),
          graphNode('Transpose', ['active'], [map], { perm: [0, 2, 3, 1] }),
        ];
  const taken = options.taken ?? pooled;
  const row = options.reshape
    ? [
        ...(options.reshape === 'computed'
          ? [graphNode('Shape', [map], ['map_dims']), graphNode('Gather', ['map_dims', 'first_two'], ['row_shape'])]
          : []),
        graphNode('Reshape', [taken, 'row_shape'], ['row']),
      ]
    : [graphNode('Flatten', [taken], ['row'], { axis: 1 })];
  return {
    irVersion: opset < 9 ? 3 : 8,
    opsetImport: [{ domain: '', version: opset }],
    graph: {
      name: 'tiny',
      node: [...front, ...poolingNodes(pool, opset, map, pooled, axes), ...extra, ...row, ...endNodes(end, answer)],
      initializer: [...floats, ...lists],
      input: [
        graphPort(input, 'float32', shape),
        ...(opset < 9 ? floats.map(({ name, dims }) => graphPort(name, 'float32', dims.map(Number))) : []),
      ],
      output: [graphPort(answer, 'float32', end === 'map' ? ['n', 4, 1, 1] : ['n', 4])],
    },
  };
}

function poolingNodes(pool: TinyPool, opset: number, map: string, pooled: string, axes: readonly number[]): OnnxNode[] {
  switch (pool) {
    case 'global':
      return [graphNode('GlobalAveragePool', [map], [pooled])];
    case 'average':
      return [graphNode('AveragePool', [map], [pooled], { kernel_shape: [8, 10] })];
    case 'mean':
      // From opset 18 on the axes are an input.
      return opset >= 18
        ? [graphNode('ReduceMean', [map, 'axes'], [pooled], { keepdims: 0 })]
        : [graphNode('ReduceMean', [map], [pooled], { axes, keepdims: 1 })];
    case 'two-means':
      return [
        graphNode('ReduceMean', [map], ['columns'], { axes: [3], keepdims: 0 }),
        graphNode('ReduceMean', ['columns'], [pooled], { axes: [2], keepdims: 0 }),
      ];
  }
}

function endNodes(end: TinyEnd, answer: string): OnnxNode[] {
  switch (end) {
    case 'logits':
      return [linearOf('row', answer)];
    case 'softmax':
      return [linearOf('row', 'scores'), graphNode('Softmax', ['scores'], [answer], { axis: 1 })];
    case 'shares':
      return [
        linearOf('row', 'scores'),
        graphNode('Exp', ['scores'], ['powers']),
        graphNode('ReduceSum', ['powers'], ['sum'], { axes: [1], keepdims: 1 }),
        graphNode('Div', ['powers', 'sum'], [answer]),
      ];
    case 'log-softmax':
      return [linearOf('row', 'scores'), graphNode('LogSoftmax', ['scores'], [answer], { axis: 1 })];
    case 'sigmoid':
      return [linearOf('row', 'scores'), graphNode('Sigmoid', ['scores'], [answer])];
    case 'map':
      return [linearOf('row', 'scores'), graphNode('Reshape', ['scores', 'map_shape'], [answer])];
  }
}
