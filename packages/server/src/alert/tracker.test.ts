import type { Alert, BootId, CameraId, Fingerprint, HeadName, SiteId } from '@splitsight/wire';
import { wholeFrame } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { cameraRef } from '../flow.ts';
import { ownWatch } from '../rules/watch.ts';
import { defaultRule } from './rule.ts';
import type { AlertInput, Look } from './state.ts';
import { createAlertTracker, type RaisedBy } from './tracker.ts';

const gate = cameraRef('yard' as SiteId, 'gate' as CameraId);
const head: RaisedBy = {
  name: 'fire' as HeadName,
  version: '3',
  rule: { ...defaultRule, offDelay: 1000 },
  view: null,
  manifest: { classes: ['normal', 'fire'], codec: 'u8' },
};

const watch = ownWatch(head);

function frame(sequence: number): AlertInput {
  return {
    ...{ kind: 'score', capturedAt: sequence, late: false, fingerprint: '0011223344556677' as Fingerprint },
    ...{ frame: { bootId: '00000000000000aa' as BootId, sequence }, score: 1, scores: Float32Array.of(0, 1) },
    ...{ box: wholeFrame, region: 'global' },
  };
}

describe('the tracker', () => {
  it('lets the alerts of cameras stand still whose frames wait to be scored', () => {
    const tracker = createAlertTracker();
    tracker.step(gate, head, watch, frame(1), 1000);
    expect(tracker.tick(5000, new Set(['yard/gate']))).toEqual([]);
    // A frame that had come in in time holds the alert, however late it is scored.
    expect(tracker.step(gate, head, watch, frame(2), 1900)).toEqual([]);
    expect(tracker.tick(5000, new Set(['yard/dock']))).toMatchObject([{ type: 'end', after: { ended_at: 2900 } }]);
  });

  it('says what an alert was raised from, and by what', () => {
    const raised: [Alert, RaisedBy, readonly Look[]][] = [];
    const tracker = createAlertTracker({ onRaised: (...all) => raised.push(all) });
    const [event] = tracker.step(gate, head, watch, frame(9), 1000);
    tracker.step(gate, head, watch, frame(10), 1100);
    expect(raised).toEqual([[event?.after, head, [expect.objectContaining({ headVersion: '3', scores: [0, 1] })]]]);
  });

  it('takes up the newest cooldown of a watch that is not over, and none where an alert goes on', () => {
    const slow = { ...watch, levels: { ...head.rule, cooldown: 10_000 } };
    const [event] = createAlertTracker().step(gate, head, slow, frame(1), 1000);
    if (!event) throw new Error('no alert');
    const ended = (at: number): Alert => ({ ...event.after, state: 'ended', ended_at: at });
    const restarted = (given: readonly Alert[], now: number, step: number) => {
      const suppressed: string[] = [];
      const tracker = createAlertTracker({ onSuppressed: ({ reason }) => suppressed.push(reason) });
      for (const alert of given) expect(tracker.restore(alert, { head, watch: slow }, now)).toEqual([]);
      return [...tracker.step(gate, head, slow, frame(2), step).map(({ type }) => type), ...suppressed];
    };
    expect(restarted([ended(5000), ended(2000)], 8000, 14_999)).toEqual(['cooldown']);
    expect(restarted([ended(5000), ended(2000)], 8000, 15_000)).toEqual(['new']);
    expect(restarted([ended(5000)], 15_000, 15_000)).toEqual(['new']);
    // The clock was set back: it lasts no longer than it would from now.
    expect(restarted([ended(99_000)], 8000, 18_000)).toEqual(['new']);
    expect(restarted([event.after, ended(5000)], 8000, 8100)).toEqual([]);
    expect(createAlertTracker().restore(ended(5000), undefined, 8000)).toEqual([]);
  });
});
