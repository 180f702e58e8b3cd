import {
  encodeGraph,
  encodeOnnx,
  floatConstant,
  graphNode,
  graphPort,
  openSession,
  type Result,
} from '@splitsight/inference/onnx';
import { describe, expect, it } from 'vitest';
import { parseModel } from '../graph/model-file.ts';
import { traceValues } from '../graph/trace.ts';
import { type Cut, enumerateCuts, plainBytes, valueCount } from './cuts.ts';
import { partModel } from './halves.ts';

const weights = (name: string, shape: readonly number[]) =>
  floatConstant(
    name,
    shape,
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i + shape.length)),
  );

/** uint8 [1, 4, 4, 3] → float → conv → relu → residual block of two convs → pooling → flatten → two classes. */
const residual = parseModel(
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
const image = {
  type: 'uint8',
  data: Uint8Array.from({ length: 48 }, (_, i) => (i * 37) % 256),
  shape: [1, 4, 4, 3],
} as const;
const results = new Map<string, Result>([...(await traceValues(residual, { image }, 'residual')), ['image', image]]);
const cuts = enumerateCuts(residual.graph, results);
const names = (cut: Cut) => cut.values.map(({ name }) => name);

describe('the cuts of a graph', () => {
  it('lie between operations that cost time, where the fewest bytes cross; a block and the way around it cross together', () => {
    expect(cuts.map((cut) => [names(cut), plainBytes(cut), valueCount(cut), cut.marks])).toEqual([
      [['image'], 48, 48, ['input']],
      [['relu0'], 512, 128, []],
      [['relu0', 'relu1'], 640, 160, []],
      [['relu2'], 512, 128, []],
      [['pool'], 32, 8, ['pooling']],
      [['classes'], 8, 2, ['output']],
    ]);
  });

  it('say the shape and type of all that crosses', () => {
    expect(cuts[2]?.values).toEqual([
      { name: 'relu0', type: 'float32', shape: [1, 8, 4, 4] },
      { name: 'relu1', type: 'float32', shape: [1, 2, 4, 4] },
    ]);
  });

  it.each(cuts.map((cut) => [names(cut).join(' and '), cut] as const))(
    'part it at %s into halves that together do what it does',
    async (_, cut) => {
      const { front, back } = partModel(residual, cut);
      let values = new Map<string, Result>([['image', image]]);
      for (const half of [front, back]) {
        if (!half) continue;
        const session = await openSession(encodeOnnx(half), 1, 'half');
        const feeds = Object.fromEntries(
          half.graph.input.flatMap(({ name }) => {
            const value = values.get(name);
            return value && value.type !== 'other' ? [[name, value]] : [];
          }),
        );
        values = new Map([...values, ...(await session.run(feeds))]);
        await session.close();
      }
      const [whole, parted] = [results.get('classes'), values.get('classes')];
      if (whole?.type !== 'float32' || parted?.type !== 'float32') throw new Error('no classes');
      parted.data.forEach((value, i) => {
        expect(value).toBeCloseTo(whole.data[i] ?? Number.NaN, 4);
      });
    },
  );

  it('leave out places where a shape would cross', async () => {
    const shaped = parseModel(
      encodeGraph({
        name: 'shaped',
        nodes: [
          graphNode('Shape', ['x'], ['shape']),
          graphNode('MaxPool', ['x'], ['small'], { kernel_shape: [1, 1] }),
          graphNode('MaxPool', ['small'], ['smaller'], { kernel_shape: [1, 1] }),
          graphNode('Reshape', ['smaller', 'shape'], ['y']),
        ],
        constants: [],
        inputs: [graphPort('x', 'float32', [1, 1, 2, 2])],
        outputs: [graphPort('y', 'float32', [1, 1, 2, 2])],
      }),
      'shaped',
    );
    const x = { type: 'float32', data: Float32Array.of(1, 2, 3, 4), shape: [1, 1, 2, 2] } as const;
    const values = new Map<string, Result>([...(await traceValues(shaped, { x }, 'shaped')), ['x', x]]);
    expect(enumerateCuts(shaped.graph, values).map(names)).toEqual([['x'], ['y']]);
  });
});
