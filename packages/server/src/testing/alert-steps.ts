import type { AlertEvent, BootId, CameraId, Fingerprint, HeadName, SiteId } from '@splitsight/wire';
import { wholeFrame } from '@splitsight/wire';
import { type AlertRule, defaultRule } from '../alert/rule.ts';
import { type AlertInput, type AlertState, idleState } from '../alert/state.ts';
import { stepAlert } from '../alert/step.ts';

export const subject = {
  site: 'yard' as SiteId,
  camera: 'gate' as CameraId,
  head: 'fire' as HeadName,
  zone: null,
  rule: 'built-in.fire',
  mark: '',
  headVersion: '1',
  classes: ['normal', 'fire'],
  codec: 'u8',
} as const;
export const rule: AlertRule = { ...defaultRule, offDelay: 5000 };
export const start = 1_000_000;
export const fingerprint = '0011223344556677' as Fingerprint;

/** Steps through [offset, what] pairs; a number is a score. Returns the types of events, with the offset of each. */
export function play(
  inputs: readonly (readonly [at: number, what: number | 'tick' | 'unchanged' | 'late'])[],
  by = rule,
) {
  let state: AlertState = idleState(subject);
  const events: { at: number; event: AlertEvent }[] = [];
  for (const [at, what] of inputs) {
    const step = stepAlert(state, inputOf(what, start + at), start + at, by);
    state = step.state;
    events.push(...step.events.map((event) => ({ at, event })));
  }
  return { state, events, types: events.map(({ at, event }) => `${event.type}@${at}`) };
}

export function inputOf(what: number | 'tick' | 'unchanged' | 'late', capturedAt: number): AlertInput {
  if (what === 'tick') return { kind: 'tick' };
  if (what === 'unchanged') return { kind: 'unchanged', late: false };
  const late = what === 'late';
  const score = late ? 1 : what;
  const seen = { score, box: wholeFrame, region: 'global', scores: Float32Array.of(1 - score, score) } as const;
  return { kind: 'score', capturedAt, late, fingerprint, frame: frameAt(capturedAt), ...seen };
}

/** Frames of these tests are numbered by when they were captured. */
export function frameAt(capturedAt: number) {
  return { bootId: '00000000000000aa' as BootId, sequence: capturedAt - start };
}
