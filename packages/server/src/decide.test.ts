import type { FeatureRegion, RegionKind } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { decide } from './decide.ts';

const region = (kind: RegionKind, x: number): FeatureRegion => ({
  kind,
  box: { x, y: 0, width: 0.5, height: 1 },
  vector: new Uint8Array(1),
});
const regions = [region('global', 0), region('tile', 0.1), region('motion', 0.2)];
const scores = (...positive: number[]) => ({
  probabilities: Float32Array.from(positive.flatMap((p) => [1 - p, p])),
  classes: 2,
  positive: 1,
});

describe('a decision', () => {
  it('is the highest probability of the regions that count, with its box', () => {
    const decided = decide(regions, ['global', 'motion'], scores(0.25, 1, 0.5));
    expect(decided).toEqual({ score: 0.5, box: regions[2]?.box, region: 'motion', scores: Float32Array.of(0.5, 0.5) });
  });

  it('reads the rows from the first one of its frame on', () => {
    expect(decide([region('global', 0)], ['global'], { ...scores(0.1, 0.2, 0.75), firstRow: 2 })?.score).toBe(0.75);
  });

  it('takes the word of a second stage for all patches, with the box of the strongest', () => {
    const five = [0, 0.1, 0.2, 0.3, 0.4].map((x) => region('patch', x));
    const all = [region('global', 0), ...five];
    const answer = scores(0.3, 0.1, 0.9, 0.2, 0.1, 0.1);
    const kinds = ['global', 'patch'] as const;
    const judged = (patches: number) => ({ ...answer, patches: Float32Array.of(1 - patches, patches) });
    const box = five[1]?.box;
    const at = (score: number) => ({ score: expect.closeTo(score, 6), box, region: 'patch' });
    expect(decide(all, kinds, answer)).toMatchObject(at(0.9));
    expect(decide(all, kinds, judged(0.75))).toEqual({ ...at(0.75), scores: Float32Array.of(0.25, 0.75) });
    const { scores: row } = decide(all, kinds, judged(0.25)) ?? {};
    expect(row).toEqual(Float32Array.of(0.7, 0.3));
    expect(decide(all, kinds, judged(0.25))).toMatchObject({ score: expect.closeTo(0.3, 6), region: 'global' });
    expect(decide(all, kinds, judged(Number.NaN))?.score).toBeCloseTo(0.9, 6);
    expect(decide(all, ['global'], judged(0.6))?.region).toBe('global');
  });

  it('is none when no region counts', () => {
    expect(decide(regions, ['patch'], scores(1, 1, 1))).toBeNull();
    expect(decide([], ['global'], scores())).toBeNull();
  });

  it('passes over scores that are no numbers, and keeps within 0 and 1', () => {
    expect(decide(regions, ['global', 'motion'], scores(Number.NaN, 0, 0.5))?.score).toBe(0.5);
    expect(decide(regions, ['global', 'motion'], scores(0.5, 0, Number.NaN))?.score).toBe(0.5);
    expect(decide(regions, ['global'], scores(Number.NaN))).toBeNull();
    expect(decide(regions, ['global'], scores(1.0000002))?.score).toBe(1);
  });
});
