import { type QuietHours, weekdays } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { createQuiet } from './quiet.ts';

const at = (text: string) => Date.parse(text);
const night: QuietHours = {
  intervals: [{ days: [...weekdays], from: '22:00', to: '06:00' }],
  keep: 'hold',
  alerts_pass: false,
};

describe('quiet hours', () => {
  it('end in the morning by the clock on the wall', () => {
    const quiet = createQuiet(night, 'Europe/Moscow');
    expect(quiet(at('2026-01-10T23:30:00+03:00'))).toBe(at('2026-01-11T06:00:00+03:00'));
    expect(quiet(at('2026-01-11T05:59:59+03:00'))).toBe(at('2026-01-11T06:00:00+03:00'));
    expect(quiet(at('2026-01-11T06:00:00+03:00'))).toBeNull();
    expect(quiet(at('2026-01-10T21:59:59+03:00'))).toBeNull();
  });

  it('last an hour less in the night when clocks go forward', () => {
    const quiet = createQuiet(night, 'Europe/Prague');
    const from = at('2026-03-28T22:00:00+01:00');
    expect(quiet(from)).toBe(at('2026-03-29T06:00:00+02:00'));
    expect(at('2026-03-29T06:00:00+02:00') - from).toBe(7 * 3_600_000);
  });

  it('that never end are looked at again after eight days', () => {
    const always = { ...night, intervals: [{ days: [...weekdays], from: '00:00', to: '24:00' }] };
    const now = at('2026-01-10T12:00:00Z');
    expect(createQuiet(always, 'UTC')(now)).toBe(now + 60_000 + 8 * 86_400_000);
  });

  it('do not exist where nobody set them', () => {
    expect(createQuiet(null, 'UTC')(0)).toBeNull();
  });
});
