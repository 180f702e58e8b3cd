import { expect, it } from 'vitest';
import { createCandidates } from './candidates.ts';
import type { CutMark } from './cuts.ts';
import type { MeasuredCut, Profile } from './profile.ts';

const ms = (median: number) => ({ median, low: median - 1, high: median + 1 });

function cut(names: readonly string[], channels: number, before: number, marks: readonly CutMark[] = []): MeasuredCut {
  const values = names.map((name) => ({ name, type: 'float32', shape: [1, channels, 2, 2] }) as const);
  return { values, marks, before: ms(before), after: ms(10 - before) };
}

const profile: Profile = {
  model: 'a model',
  input: { name: 'data', type: 'float32', shape: [1, 3, 2, 2], size: { width: 2, height: 2 } },
  outputs: ['logits'],
  threads: 1,
  rounds: 1,
  runs: 1,
  load: { before: 0, processors: 1 },
  whole: ms(10),
  devices: [],
  cuts: [
    cut(['data'], 3, 0, ['input']),
    cut(['/layer1/layer1.0/relu/Relu_output_0'], 8, 2),
    cut(['a', '/layer1/layer1.0/Add_output_0_quantised'], 2, 4),
    cut(['a_value_whose_name_has_no_end_at_all'], 1, 6),
    cut(['logits'], 1, 10, ['output']),
  ],
};

it('the ways to share a model are named by what crosses, and useful when they send fewer bytes than every one before', () => {
  const candidates = createCandidates(profile, { form: 'u8', edgeFactor: 3, serverFactor: 0.5 });
  expect(candidates.map(({ label, bytes, useful }) => [label, bytes, useful])).toEqual([
    ['1 picture as it is', 12, true],
    ['2 layer1.0/relu', 32, false],
    ['3 layer1.0 + 1', 16, false],
    ['4 …e_has_no_end_at_all', 4, true],
    ['5 logits', 4, false],
  ]);
  expect(candidates[1]).toMatchObject({ edgeMs: 6, serverMs: 4, noiseMs: 3.5 });
});

it('in float32 a value has four bytes, a pixel one', () => {
  const candidates = createCandidates(profile, { form: 'float32', edgeFactor: 1, serverFactor: 1 });
  expect(candidates.map(({ bytes }) => bytes)).toEqual([12, 128, 64, 16, 16]);
});

it('a JPEG has all of the model on the server, and is made by the processor whatever else runs the model', () => {
  const jpeg = { quality: 80, bytes: 5, encode: ms(2), decode: ms(3) };
  const [first] = createCandidates(profile, { form: 'u8', edgeFactor: 0.2, serverFactor: 2, jpeg });
  expect(first).toMatchObject({ cut: 'jpeg', bytes: 5, edgeMs: 2, serverMs: 26, useful: true });
});
