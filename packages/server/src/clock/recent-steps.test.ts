import { describe, expect, it } from 'vitest';
import { timingSince } from '../ingest/timing.ts';
import { createRecentSteps } from './recent-steps.ts';

const minute = 60_000;
const hour = 60 * minute;
const rule = { late: 5000, future: 2000 };

function openClock() {
  const state = { steady: 1_000_000_000, stepped: 0 };
  const clock = { now: () => state.steady + state.stepped, stepped: () => state.stepped };
  const steps = createRecentSteps(clock);
  /** What a frame is that is stamped by the time of `ahead` before or after the server's steady one. */
  const timing = (ahead: number) => timingSince(state.steady + ahead, clock.now(), rule, steps.offsets());
  return { state, steps, timing };
}

describe('the timing of a frame', () => {
  it.each([hour, -hour])(
    'is live by the clock of before for ten minutes after a step of %d ms, and by that of now',
    (by) => {
      const { state, steps, timing } = openClock();
      expect(timing(0)).toBe('live');
      state.stepped += by;
      expect([timing(0), timing(by)]).toEqual(['live', 'live']);
      expect(timing(-minute)).toBe('late');
      state.steady += 9 * minute;
      expect([timing(0), timing(by)]).toEqual(['live', 'live']);
      state.steady += minute;
      expect([timing(0), timing(by)]).toEqual([by > 0 ? 'late' : 'ahead', 'live']);
      expect(steps.offsets()).toEqual([]);
    },
  );

  it('follows a clock that is set and set back', () => {
    const { state, timing } = openClock();
    for (const by of [hour, -hour, -hour, hour]) {
      state.stepped += by;
      state.steady += minute;
      expect(timing(0)).toBe('live');
    }
  });

  it('remembers a bounded number of steps', () => {
    const { state, steps } = openClock();
    for (let n = 0; n < 100; n++) {
      state.stepped += hour;
      steps.offsets();
    }
    expect(steps.offsets()).toHaveLength(8);
  });
});
