import { createHash } from 'node:crypto';
import { encodeOnnx, type OnnxModel, openSession } from '@splitsight/inference/onnx';
import { describe, expect, it } from 'vitest';
import { createResnet, type ResnetOptions } from './resnet.ts';

const options = { version: 1, seed: 1, size: 64, opset: 17 } as const satisfies Omit<ResnetOptions, 'arch'>;

/** Values in constants whose names end in one of these. */
function count({ graph }: OnnxModel, names: RegExp): number {
  return graph.initializer
    .filter(({ name }) => names.test(name))
    .reduce((sum, { dims }) => sum + dims.map(Number).reduce((product, dim) => product * dim, 1), 0);
}

const learnt = /_(weight|bias|scale|shift)$/;
const any = /./;

describe('a synthetic ResNet', () => {
  // The counts of torchvision's resnet18, resnet34 and resnet50.
  it.each([
    ['resnet18', 11_689_512],
    ['resnet34', 21_797_672],
    ['resnet50', 25_557_032],
  ] as const)('%s of version 1 has %i parameters', (arch, parameters) => {
    expect(count(createResnet({ ...options, arch }), learnt)).toBe(parameters);
  });

  // The counts of Gluon's model zoo, which include what norms measured.
  it.each([
    ['resnet18', 11_695_796],
    ['resnet34', 21_811_380],
    ['resnet50', 25_595_060],
  ] as const)('%s of version 2 has %i values in all', (arch, values) => {
    expect(count(createResnet({ ...options, arch, version: 2 }), any)).toBe(values);
  });

  it('has the same bytes for the same seed on every machine, and others for another', () => {
    const hash = (seed: number) => {
      const bytes = encodeOnnx(createResnet({ ...options, arch: 'resnet18', seed }));
      return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    };
    expect([hash(1), hash(2)]).toEqual(['491e73b5ff32d62d', 'b1f01f9b1f2dd2fa']);
  });

  it('runs in both versions, and nothing in it dies or explodes', async () => {
    for (const version of [1, 2] as const) {
      const model = createResnet({ ...options, arch: 'resnet18', version });
      const session = await openSession(encodeOnnx(model), 1, 'resnet18');
      const data = Float32Array.from({ length: 3 * 64 * 64 }, (_, i) => Math.sin(i));
      const logits = (await session.run({ data: { type: 'float32', data, shape: [1, 3, 64, 64] } })).get('logits');
      await session.close();
      expect(logits).toMatchObject({ type: 'float32', shape: [1, 1000] });
      const largest = logits?.type === 'float32' ? Math.max(...logits.data.map(Math.abs)) : Number.NaN;
      expect(largest).toBeGreaterThan(0.5);
      expect(largest).toBeLessThan(50);
    }
  });
});
