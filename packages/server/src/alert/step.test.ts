import { describe, expect, it } from 'vitest';
import { inputOf, play, rule, start, subject } from '../testing/alert-steps.ts';
import { idleState, restoredState } from './state.ts';
import { stepAlert } from './step.ts';

describe('an alert', () => {
  it('is raised at once by one frame at or above instant', () => {
    const { events } = play([[0, 0.9]]);
    expect(events[0]?.event).toMatchObject({
      type: 'new',
      before: null,
      after: { state: 'active', started_at: start, captured_at: start, raised_at: start, score: 0.9, peak: 0.9 },
    });
    expect(play([[0, 0.89]]).types).toEqual([]);
  });

  it('is raised by k of the last n frames at or above the threshold, and begins with the first of them', () => {
    const { events, types } = play([
      [0, 0.6],
      [100, 0.1],
      [200, 0.7],
      [300, 0.2],
      [400, 0.8],
    ]);
    expect(types).toEqual(['new@400']);
    expect(events[0]?.event.after).toMatchObject({ started_at: start, captured_at: start + 400 });
  });

  it('is not raised when the hits are further apart than n frames', () => {
    expect(
      play([
        [0, 0.6],
        [100, 0.1],
        [200, 0.7],
        [300, 0.2],
        [400, 0.1],
        [500, 0.8],
      ]).types,
    ).toEqual([]);
  });

  it('is not raised by a frame below the threshold, whatever came before', () => {
    expect(
      play([
        [0, 0.6],
        [100, 0.6],
        [200, 0.59],
      ]).types,
    ).toEqual([]);
  });

  it('forgets hits of long ago', () => {
    expect(
      play([
        [0, 0.7],
        [100, 0.7],
        [60_000, 0.7],
      ]).types,
    ).toEqual([]);
  });

  it('lasts while frames are at or above clear, and ends off_delay after the last of them', () => {
    const { types } = play([
      [0, 1],
      [4000, 0.4],
      [8000, 0.39],
      [8999, 'tick'],
      [9000, 'tick'],
    ]);
    expect(types).toEqual(['new@0', 'end@9000']);
  });

  it('ends off_delay after the last frame of a camera that went silent', () => {
    const { types, events } = play([
      [0, 1],
      [4999, 'tick'],
      [5000, 'tick'],
      [9000, 'tick'],
    ]);
    expect(types).toEqual(['new@0', 'end@5000']);
    expect(events[1]?.event).toMatchObject({
      before: { state: 'active' },
      after: { state: 'ended', ended_at: start + 5000 },
    });
  });

  it('ends before the frame that comes after a silence is judged', () => {
    expect(
      play([
        [0, 1],
        [20_000, 1],
      ]).types,
    ).toEqual(['new@0', 'end@20000', 'new@20000']);
  });

  it('is held on by "nothing changed" after a high frame, and not after a low one', () => {
    expect(
      play([
        [0, 1],
        [4000, 'unchanged'],
        [8000, 'unchanged'],
        [12_999, 'tick'],
      ]).types,
    ).toEqual(['new@0']);
    expect(
      play([
        [0, 1],
        [1000, 0.1],
        [4000, 'unchanged'],
        [5000, 'tick'],
      ]).types,
    ).toEqual(['new@0', 'end@5000']);
    expect(
      play([
        [0, 0.7],
        [100, 'unchanged'],
        [200, 'unchanged'],
        [300, 'unchanged'],
      ]).types,
    ).toEqual([]);
  });

  it('ended when it had lasted off_delay without being held, whenever that is noticed', () => {
    const { events } = play([
      [0, 1],
      [1000, 0.5],
      [7300, 'tick'],
    ]);
    expect(events[1]?.event.after).toMatchObject({ state: 'ended', ended_at: start + 6000 });
    const cooled = { ...rule, cooldown: 3000 };
    const typesAfter = (silence: number) =>
      play(
        [
          [0, 1],
          [silence, 1],
        ],
        cooled,
      ).types;
    expect(typesAfter(7999)).toEqual(['new@0', 'end@7999']);
    expect(typesAfter(8000)).toEqual(['new@0', 'end@8000', 'new@8000']);
  });

  it('is not raised again in the cooldown, and is afterwards', () => {
    const cooled = { ...rule, cooldown: 60_000 };
    const { types } = play(
      [
        [0, 1],
        [5000, 'tick'],
        [6000, 1],
        [64_999, 1],
        [65_000, 1],
      ],
      cooled,
    );
    expect(types).toEqual(['new@0', 'end@5000', 'new@65000']);
  });

  it('tells of a higher peak at most once a second, and only when it rose', () => {
    const { types, state } = play([
      [0, 0.9],
      [500, 0.99],
      [1000, 0.97],
      [1500, 1],
      [2600, 1],
    ]);
    expect(types).toEqual(['new@0', 'update@1000']);
    expect(state.active).toMatchObject({ score: 1, peak: 1 });
  });

  it('is not changed by late frames', () => {
    expect(
      play([
        [0, 'late'],
        [100, 'late'],
        [200, 'late'],
      ]).types,
    ).toEqual([]);
    expect(
      play([
        [0, 1],
        [4000, 'late'],
        [5000, 'tick'],
      ]).types,
    ).toEqual(['new@0', 'end@5000']);
  });

  it('lasts as long as it would when the clock is set back an hour', () => {
    const hour = 3_600_000;
    const { types } = play([
      [0, 1],
      [1000, 1],
      [1000 - hour, 'tick'],
      [5999 - hour, 'tick'],
      [6000 - hour, 'tick'],
    ]);
    expect(types).toEqual(['new@0', `end@${6000 - hour}`]);
  });

  it('goes on after a restart, and ends when its camera stays silent', () => {
    const { events } = play([[0, 1]]);
    const active = events[0]?.event.after;
    if (!active) throw new Error('no alert');
    const restored = restoredState(subject, active, start + 60_000);
    expect(stepAlert(restored, inputOf(1, start + 61_000), start + 61_000, rule).events).toEqual([]);
    const [end] = stepAlert(restored, { kind: 'tick' }, start + 65_000, rule).events;
    expect(end).toMatchObject({ type: 'end', after: { id: active.id, state: 'ended' } });
  });

  it('leaves the state of a quiet camera as it is', () => {
    const state = idleState(subject);
    expect(stepAlert(state, inputOf(0.1, start), start, rule).state).toBe(state);
    expect(stepAlert(state, { kind: 'tick' }, start, rule).state).toBe(state);
  });
});
