import { type FeatureRegion, patchBoxes, wholeFrame } from '@splitsight/wire';
import { expect, it } from 'vitest';
import { judgePatches } from './patches.ts';
import type { ScoringHead } from './scoring-head.ts';

const vector = new Uint8Array(1);
const global: FeatureRegion = { kind: 'global', box: wholeFrame, vector };
// As they come off the wire: in steps of 1/65535.
const step = (value: number) => Math.round(value * 65_535) / 65_535;
const patches: FeatureRegion[] = patchBoxes.map(({ x, y, width, height }) => ({
  kind: 'patch',
  box: { x: step(x), y: step(y), width: step(width), height: step(height) },
  vector,
}));

/** Answers with the third patch's row. */
const head: Parameters<typeof judgePatches>[0] = {
  manifest: { classes: ['normal', 'fire'], positive: 1 } as unknown as ScoringHead['manifest'],
  patch5: {
    score: (rows, count) =>
      Promise.resolve(
        Float32Array.from({ length: 2 * count }, (_, i) => rows[Math.floor(i / 2) * 10 + 4 + (i % 2)] ?? 0),
      ),
  },
};
const rows = (...fire: number[]) => Float32Array.from(fire.flatMap((p) => [1 - p, p]));

it('frames with the five patches are judged, each by its own rows; the others are not', async () => {
  const frames = [[global], [global, ...patches], [], patches];
  const probabilities = rows(0.9, 0.8, 0, 0, 0.25, 0, 0, 0, 0, 0.75, 0, 0);
  const judged = await judgePatches(head, frames, probabilities);
  expect(judged?.map((row) => row && [...row])).toEqual([undefined, [0.75, 0.25], undefined, [0.25, 0.75]]);
});

it('patches that lack one, or are in another order, are not judged', async () => {
  const turned = [...patches].reverse();
  const judged = await judgePatches(
    head,
    [patches.slice(1), turned, patches.slice(0, 4)],
    rows(...Array(13).fill(0.5)),
  );
  expect(judged).toEqual([undefined, undefined, undefined]);
});

it('a head without a second stage judges none', async () => {
  expect(await judgePatches({ ...head, patch5: undefined }, [patches], rows(1, 1, 1, 1, 1))).toBeNull();
});
