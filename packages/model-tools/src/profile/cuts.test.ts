import { encodeGraph, encodeOnnx, graphNode, graphPort, openSession, type Result } from '@splitsight/inference/onnx';
import { describe, expect, it } from 'vitest';
import { parseModel } from '../graph/model-file.ts';
import { traceValues } from '../graph/trace.ts';
import { createResnet } from '../synth/resnet.ts';
import { type Cut, enumerateCuts, plainBytes, valueCount } from './cuts.ts';
import { partModel } from './halves.ts';
import { residualModel } from './testing/residual-model.ts';

const residual = residualModel();
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

  it('of ResNet-18 are the picture, the stem, two a plain block, three a widening one, the pooling and the classes', async () => {
    const resnet = createResnet({ arch: 'resnet18', version: 1, seed: 1, size: 32, opset: 17 });
    const data = { type: 'float32', data: new Float32Array(3 * 32 * 32), shape: [1, 3, 32, 32] } as const;
    const values = new Map<string, Result>([...(await traceValues(resnet, { data }, 'resnet')), ['data', data]]);
    const found = enumerateCuts(resnet.graph, values);
    expect(found.map((cut) => [names(cut).join(' + '), valueCount(cut)])).toEqual([
      ['data', 3072],
      ['stem_relu', 16384],
      ['stem_pool', 4096],
      ['stem_pool + stage1_unit1_relu1', 8192],
      ['stage1_unit1_relu', 4096],
      ['stage1_unit1_relu + stage1_unit2_relu1', 8192],
      ['stage1_unit2_relu', 4096],
      ['stage1_unit2_relu + stage2_unit1_relu1', 6144],
      ['stage1_unit2_relu + stage2_unit1_norm2', 6144],
      ['stage2_unit1_relu', 2048],
      ['stage2_unit1_relu + stage2_unit2_relu1', 4096],
      ['stage2_unit2_relu', 2048],
      ['stage2_unit2_relu + stage3_unit1_relu1', 3072],
      ['stage2_unit2_relu + stage3_unit1_norm2', 3072],
      ['stage3_unit1_relu', 1024],
      ['stage3_unit1_relu + stage3_unit2_relu1', 2048],
      ['stage3_unit2_relu', 1024],
      ['stage3_unit2_relu + stage4_unit1_relu1', 1536],
      ['stage3_unit2_relu + stage4_unit1_norm2', 1536],
      ['stage4_unit1_relu', 512],
      ['stage4_unit1_relu + stage4_unit2_relu1', 1024],
      ['stage4_unit2_relu', 512],
      ['pool', 512],
      ['logits', 1000],
    ]);
  });

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
