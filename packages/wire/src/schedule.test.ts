import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSchedule, isTimeZone, type Schedule, weekdays } from './schedule.ts';

const at = (text: string) => Date.parse(text);
const prague = (intervals: Schedule['intervals']) => createSchedule({ time_zone: 'Europe/Prague', intervals });
const minute = 60_000;

/** How many minutes of a span a schedule is open. */
function openMinutes(isOpen: (moment: number) => boolean, from: number, to: number): number {
  let count = 0;
  for (let moment = from; moment < to; moment += minute) if (isOpen(moment)) count++;
  return count;
}

describe('a schedule', () => {
  it('goes by the clocks of its time zone', () => {
    const isOpen = prague([{ days: ['wed'], from: '08:00', to: '17:00' }]);
    expect(isOpen(at('2026-11-25T06:59:59Z'))).toBe(false);
    expect(isOpen(at('2026-11-25T07:00:00Z'))).toBe(true);
    expect(isOpen(at('2026-11-25T15:59:59.999Z'))).toBe(true);
    expect(isOpen(at('2026-11-25T16:00:00Z'))).toBe(false);
    expect(isOpen(at('2026-11-24T10:00:00Z'))).toBe(false);
    expect(isOpen(at('2026-07-22T06:30:00Z'))).toBe(true);
  });

  it('belongs over midnight to the day it begins on, and over Sunday’s to Monday', () => {
    const isOpen = prague([{ days: ['sun'], from: '22:00', to: '06:00' }]);
    expect(isOpen(at('2026-11-22T22:30:00+01:00'))).toBe(true);
    expect(isOpen(at('2026-11-23T05:59:00+01:00'))).toBe(true);
    expect(isOpen(at('2026-11-23T06:00:00+01:00'))).toBe(false);
    expect(isOpen(at('2026-11-22T05:00:00+01:00'))).toBe(false);
  });

  it('lasts a whole day from 00:00 to 24:00, and from any time to the same', () => {
    const whole = prague([{ days: ['mon'], from: '00:00', to: '24:00' }]);
    expect(openMinutes(whole, at('2026-11-22T00:00:00+01:00'), at('2026-11-29T00:00:00+01:00'))).toBe(1440);
    const turned = prague([{ days: ['mon'], from: '07:30', to: '07:30' }]);
    expect(turned(at('2026-11-24T07:29:00+01:00'))).toBe(true);
    expect(turned(at('2026-11-24T07:30:00+01:00'))).toBe(false);
  });

  it('is an hour shorter where clocks leave one out, and longer where they repeat one', () => {
    const night = prague([{ days: [...weekdays], from: '00:00', to: '06:00' }]);
    expect(openMinutes(night, at('2026-03-29T00:00:00+01:00'), at('2026-03-30T00:00:00+02:00'))).toBe(300);
    expect(openMinutes(night, at('2026-10-25T00:00:00+02:00'), at('2026-10-26T00:00:00+01:00'))).toBe(420);
    const whole = prague([{ days: ['sun'], from: '00:00', to: '24:00' }]);
    expect(openMinutes(whole, at('2026-03-28T00:00:00+01:00'), at('2026-03-31T00:00:00+02:00'))).toBe(23 * 60);
    expect(openMinutes(whole, at('2026-10-24T00:00:00+02:00'), at('2026-10-27T00:00:00+01:00'))).toBe(25 * 60);
    const leftOut = prague([{ days: ['sun'], from: '02:15', to: '02:45' }]);
    expect(openMinutes(leftOut, at('2026-03-29T00:00:00+01:00'), at('2026-03-30T00:00:00+02:00'))).toBe(0);
    expect(openMinutes(leftOut, at('2026-10-25T00:00:00+02:00'), at('2026-10-26T00:00:00+01:00'))).toBe(60);
  });

  it('is never open without intervals, and open when any of them is', () => {
    expect(prague([])(at('2026-11-25T12:00:00Z'))).toBe(false);
    const both = prague([
      { days: ['wed'], from: '08:00', to: '09:00' },
      { days: ['wed'], from: '08:30', to: '10:00' },
    ]);
    expect(openMinutes(both, at('2026-11-25T00:00:00Z'), at('2026-11-26T00:00:00Z'))).toBe(120);
  });

  it('says the same whatever it was asked before', () => {
    const intervals: Schedule['intervals'] = [{ days: ['mon', 'fri'], from: '21:30', to: '04:10' }];
    const moments = fc.array(fc.integer({ min: at('2026-01-01'), max: at('2027-01-01') }), { maxLength: 20 });
    fc.assert(
      fc.property(moments, (all) => {
        const one = prague(intervals);
        expect(all.map(one)).toEqual(all.map((moment) => prague(intervals)(moment)));
      }),
    );
  });

  it('needs a time zone that there is', () => {
    expect(isTimeZone('Europe/Prague')).toBe(true);
    expect(isTimeZone('Middle/Earth')).toBe(false);
    expect(() => createSchedule({ time_zone: 'Middle/Earth', intervals: [] })).toThrow(RangeError);
  });
});
