import { type ModelsAnswer, modelsAnswerSchema } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { codecFor, modelChoices } from './choice.ts';

const file = { sha256: '0'.repeat(64), bytes: 1 };
const fingerprint = (digit: number) => String(digit).repeat(16);

function offer(heads: readonly object[]): ModelsAnswer {
  const backbone = (name: string, first: number) => ({
    name,
    input: { width: 128, height: 128 },
    dims: 256,
    variants: [
      { precision: 'float32', fingerprint: fingerprint(first), file },
      { precision: 'int8', fingerprint: fingerprint(first + 1), file },
    ],
    codecs: (['f32', 'u8', 'pca128-u8'] as const).map((codec) => ({ codec, file })),
  });
  return modelsAnswerSchema.parse({
    backbones: [backbone('small', 1), backbone('large', 3)],
    heads: heads.map((over) => ({
      ...{ name: 'fire', version: '1', sites: ['*'], classes: ['fire', 'normal'], positive: 0, dims: 256, codec: 'u8' },
      ...{ fingerprints: [fingerprint(3), fingerprint(4)], threshold: 0.6, regions: ['global'], file },
      ...over,
    })),
    sites: [],
    topic_prefix: 'splitsight',
  });
}
const names = (answer: ModelsAnswer) =>
  modelChoices(answer).map(({ backbone, variant, heads }) => `${backbone.name} ${variant.precision} ${heads.length}`);

describe('the models to choose from', () => {
  it('begin with the backbone that most heads read, in the numbers that a browser computes fastest', () => {
    expect(names(offer([{}]))).toEqual(['large int8 1', 'large float32 1', 'small int8 0', 'small float32 0']);
  });

  it('leave out int8 where the heads were not measured on it', () => {
    expect(names(offer([{ fingerprints: [fingerprint(3)] }]))[0]).toBe('large float32 1');
  });

  it('have the codec that most heads read; u8 where that does not decide', () => {
    const codecOf = (heads: readonly object[]) => modelChoices(offer(heads)).slice(0, 1).map(codecFor)[0];
    expect(codecOf([])).toBe('u8');
    expect(codecOf([{ codec: 'pca128-u8' }, { codec: 'pca128-u8', name: 'person' }, {}])).toBe('pca128-u8');
    expect(codecOf([{ codec: 'f32' }, {}])).toBe('u8');
  });
});
