import type { SuppressReason } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { inputOf, rule, start, subject } from '../testing/alert-steps.ts';
import type { AlertRule } from './rule.ts';
import { type AlertInput, idleState } from './state.ts';
import { type Gate, stepAlert } from './step.ts';

type Step = readonly [at: number, what: number | 'tick' | 'unchanged', masked?: number];

/** Says what was raised, ended and held back, and when. */
function play(steps: readonly Step[], by: AlertRule = rule, gate: Gate = () => null): string[] {
  let state = idleState(subject);
  return steps.flatMap(([at, what, masked]) => {
    const input: AlertInput = inputOf(what, start + at);
    const given = input.kind === 'score' && masked !== undefined ? { ...input, masked } : input;
    const step = stepAlert(state, given, start + at, by, gate);
    state = step.state;
    const told = step.events.flatMap(({ type }) => (type === 'update' ? [] : [`${type}@${at}`]));
    return step.suppressed ? [...told, `${step.suppressed}@${at}`] : told;
  });
}

describe('an alert that is kept back', () => {
  const closed = (reason: SuppressReason) => () => reason;

  it('is not raised, and told of once while it lasts', () => {
    const steps: Step[] = [
      [0, 1],
      [100, 1],
      [4000, 0.5],
      [8000, 0.95],
    ];
    expect(play(steps, rule, closed('schedule'))).toEqual(['schedule@0']);
    expect(play([...steps, [13_000, 'tick'], [14_000, 1]], rule, closed('snoozed'))).toEqual([
      'snoozed@0',
      'snoozed@14000',
    ]);
    expect(
      play(
        [
          [0, 1],
          [4000, 'unchanged'],
          [8000, 'unchanged'],
          [12_000, 1],
        ],
        rule,
        closed('disarmed'),
      ),
    ).toEqual(['disarmed@0']);
  });

  it('is raised as soon as nothing keeps it back and it still is so', () => {
    const opens: Gate = (now) => (now < start + 3000 ? 'schedule' : null);
    expect(
      play(
        [
          [0, 1],
          [2000, 1],
          [3000, 1],
        ],
        rule,
        opens,
      ),
    ).toEqual(['schedule@0', 'new@3000']);
  });

  it('by the cooldown is told of, too', () => {
    expect(
      play(
        [
          [0, 1],
          [5000, 'tick'],
          [6000, 1],
          [6100, 1],
        ],
        { ...rule, cooldown: 60_000 },
      ),
    ).toEqual(['new@0', 'end@5000', 'cooldown@6000']);
  });

  it('by a mask is told of when what is masked reaches the threshold', () => {
    expect(
      play([
        [0, 0, 0.5],
        [100, 0, 0.7],
        [200, 0, 0.9],
      ]),
    ).toEqual(['mask@100']);
    expect(play([[0, 1, 1]])).toEqual(['new@0']);
  });
});

describe('an alert that waits for its subject to stay', () => {
  const dwelling = { ...rule, dwell: 3000 };

  it('is raised when it was there for so long, and began when it came', () => {
    const steps: Step[] = [
      [0, 1],
      [1000, 0.7],
      [2900, 0.95],
      [3000, 0.95],
    ];
    expect(play(steps, dwelling)).toEqual(['new@3000']);
    let state = idleState(subject);
    for (const [at, score] of steps) {
      state = stepAlert(state, inputOf(score as number, start + at), start + at, dwelling).state;
    }
    expect(state.active?.started_at).toBe(start);
  });

  it('is not raised by one that goes and comes back after five seconds', () => {
    expect(
      play(
        [
          [0, 1],
          [5000, 1],
          [5100, 1],
          [7900, 1],
          [8000, 1],
        ],
        dwelling,
      ),
    ).toEqual(['new@8000']);
    expect(
      play(
        [
          [0, 1],
          [4900, 1],
        ],
        dwelling,
      ),
    ).toEqual(['new@4900']);
  });

  it('goes on waiting while nothing changes', () => {
    const still: Step[] = [1, 2, 3, 4, 5, 6, 7, 8].map((s) => [4000 * s, 'unchanged']);
    expect(play([[0, 1], ...still, [33_000, 1]], dwelling)).toEqual(['new@33000']);
  });
});
