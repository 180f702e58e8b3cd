import { expect, it } from 'vitest';
import { localMoment, momentOf } from './local-moment.ts';

it('a moment goes into a field of date and time and comes out again', () => {
  const at = Date.UTC(2026, 6, 4, 14, 3, 20);
  expect(localMoment(at)).toMatch(/^2026-07-0[345]T\d\d:\d\d:20$/);
  expect(momentOf(localMoment(at))).toBe(at);
});

it('a field without a moment has none', () => {
  expect(momentOf('')).toBeUndefined();
});
