import type { Fingerprint } from '@splitsight/wire';
import { wholeFrame } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { frameAt, inputOf, rule, start, subject } from '../testing/alert-steps.ts';
import { type AlertState, idleState } from './state.ts';
import { stepAlert } from './step.ts';

describe('the evidence of an alert', () => {
  it('says whose vector raised it', () => {
    const other = 'ffeeddccbbaa9988' as Fingerprint;
    const input = {
      kind: 'score',
      capturedAt: start,
      late: false,
      score: 1,
      box: wholeFrame,
      region: 'global',
      scores: Float32Array.of(0.1, 0.9),
      frame: frameAt(start + 7),
    } as const;
    const { events } = stepAlert(idleState(subject), { ...input, fingerprint: other }, start, rule);
    expect(events[0]?.after).toMatchObject({
      fingerprint: other,
      frame: { boot_id: '00000000000000aa', sequence: 7 },
      scores: { normal: Math.fround(0.1), fire: Math.fround(0.9) },
    });
  });

  it('has the frames as evidence that it was raised from, with their exact scores', () => {
    let state: AlertState = idleState(subject);
    const evidence = [0.5, 0.7, 0.1, 0.8, 0.75].map((score, i) => {
      const at = start + 100 * i;
      const step = stepAlert(state, inputOf(score, at), at, rule);
      state = step.state;
      return step.evidence;
    });
    expect(evidence.slice(0, 4)).toEqual([[], [], [], []]);
    expect(evidence[4]?.map(({ hit, score, frame }) => [frame.sequence, hit, score])).toEqual([
      [100, true, 0.7],
      [200, false, 0.1],
      [300, true, 0.8],
      [400, true, 0.75],
    ]);
    expect(evidence[4]?.[0]).toMatchObject({ headVersion: '1', scores: [Math.fround(1 - 0.7), Math.fround(0.7)] });
    expect(state.active?.scores).toEqual({ normal: 0.25, fire: 0.75 });
    expect(stepAlert(state, inputOf(1, start + 500), start + 500, rule).evidence).toEqual([]);
  });

  it('keeps its own copy of the scores, and what raised it', () => {
    const scores = Float32Array.of(0, 1);
    const input = inputOf(1, start);
    if (input.kind !== 'score') throw new Error('no score');
    const { state, evidence } = stepAlert(idleState(subject), { ...input, scores }, start, rule);
    scores.fill(0.5);
    const later = stepAlert(state, inputOf(0.95, start + 100), start + 100, rule);
    expect(later.state.active).toMatchObject({ score: 0.95, scores: { normal: 0, fire: 1 }, frame: { sequence: 0 } });
    expect(evidence[0]?.scores).toEqual([0, 1]);
  });
});
