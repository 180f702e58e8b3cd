import { describe, expect, it } from 'vitest';
import { raise } from '../testing/notify/alerts.ts';
import { alertsIn, bodyOf, mergeBodies, placeAlert } from './grouping.ts';

const group = 30_000;

describe('grouping', () => {
  it('tells of the first alert at once and of those that follow together', () => {
    const event = raise();
    const first = placeAlert({ event, now: 1000, lastDue: undefined, group, heldUntil: null });
    expect(first.dueAt).toBe(1000);
    const next = placeAlert({ event, now: 2000, lastDue: first.dueAt, group, heldUntil: null });
    expect(next).toEqual({ groupKey: first.groupKey, dueAt: 31_000 });
    expect(placeAlert({ event, now: 99_000, lastDue: next.dueAt, group, heldUntil: null }).dueAt).toBe(99_000);
  });

  it('is not held up by a clock that was set back', () => {
    expect(placeAlert({ event: raise(), now: 0, lastDue: 1e12, group, heldUntil: null }).dueAt).toBe(0);
  });

  it('holds everything back in one message', () => {
    const held = (camera: string) =>
      placeAlert({ event: raise({ camera }), now: 0, lastDue: undefined, group, heldUntil: 5000 });
    expect(held('gate')).toEqual(held('yard'));
    expect(held('gate').dueAt).toBe(5000);
  });

  it('counts alerts of one camera and head, and keeps the first and the last', () => {
    const events = [1, 2, 3].map((n) => raise({ raised_at: n, id: `a${n}` }));
    const [first, ...others] = events.map(bodyOf);
    if (!first) throw new Error('none');
    const body = mergeBodies([first, ...others]);
    expect(body.groups).toMatchObject([{ count: 3, first: { id: 'a1' }, last: { id: 'a3' } }]);
    expect(alertsIn(body)).toBe(3);
  });

  it('counts what has no room', () => {
    const [first, ...others] = Array.from({ length: 1200 }, (_, n) => bodyOf(raise({ camera: `c${n % 100}` })));
    if (!first) throw new Error('none');
    const body = mergeBodies([first, ...others]);
    expect(body.groups).toHaveLength(20);
    expect(alertsIn(body)).toBe(1200);
  });
});
