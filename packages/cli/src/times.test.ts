import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMoment, parseTimeRange } from './times.ts';

const at = (text: string) => new Date(text).getTime();
const now = at('2026-11-22T15:00:00');
const unclear = expect.objectContaining({ code: 'HEAD_TIME' });

describe('a moment', () => {
  it.each([
    ['14:03', '2026-11-22T14:03:00'],
    ['9:03:07', '2026-11-22T09:03:07'],
    ['yesterday 14:03', '2026-11-21T14:03:00'],
    ['2026-11-01 14:03', '2026-11-01T14:03:00'],
    ['2026-11-01', '2026-11-01T00:00:00'],
    ['2026-11-01T14:03:20.5Z', '2026-11-01T14:03:20.500Z'],
    ['2026-11-01T14:03+02:00', '2026-11-01T12:03:00Z'],
  ])('is %s', (text, expected) => expect(parseMoment(text, now)).toBe(at(expected)));

  it.each(['', 'noon', '25:00', '24:00:30', '14:60', '14', '2026-13-01', '2026-02-30 14:61', 'tomorrow 14:00'])(
    'is not %j',
    (text) => expect(() => parseMoment(text, now)).toThrow(unclear),
  );

  it('is never anything but a number or HEAD_TIME', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(Number.isFinite(parseMoment(text, now))).toBe(true);
        } catch (error) {
          expect(error).toEqual(unclear);
        }
      }),
    );
  });
});

describe('a range of time', () => {
  it.each([
    ['14:00-14:05', '2026-11-22T14:00:00', '2026-11-22T14:05:00'],
    ['yesterday 14:00 - 14:05:30', '2026-11-21T14:00:00', '2026-11-21T14:05:30'],
    ['2026-11-01 00:00-24:00', '2026-11-01T00:00:00', '2026-11-02T00:00:00'],
    ['2026-11-01 23:50-00:10', '2026-11-01T23:50:00', '2026-11-02T00:10:00'],
    ['2026-11-01T14:00Z/2026-11-02T14:00Z', '2026-11-01T14:00:00Z', '2026-11-02T14:00:00Z'],
    ['yesterday 14:00 / 15:00', '2026-11-21T14:00:00', '2026-11-22T15:00:00'],
  ])('is %s', (text, from, to) => expect(parseTimeRange(text, now)).toEqual({ from: at(from), to: at(to) }));

  it.each(['14:05-14:00', '14:00', '14:00-', '14:00-14:01-14:02', '14:00/', 'a-b', ''])('is not %j', (text) =>
    expect(() => parseTimeRange(text, now)).toThrow(unclear),
  );
});
