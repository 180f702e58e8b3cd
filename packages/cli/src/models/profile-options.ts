import type { Size } from '@splitsight/vision';
import { InvalidArgumentError } from 'commander';

const bits: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9 };
const milliseconds: Readonly<Record<string, number>> = { '': 1, ms: 1, s: 1000 };

/** Parses `500kbit`, `2mbit`, `1gbit/s`: bits a second, above 0. */
export function parseBitRate(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?) ?([kmg]?)bit(?:\/s)?$/i.exec(text) ?? [];
  const rate = Number(number) * (bits[unit?.toLowerCase() ?? ''] ?? Number.NaN);
  if (!(rate >= 1 && rate <= 1e12)) {
    throw new InvalidArgumentError('a rate above 0 is expected, such as 20kbit, 500kbit, 2mbit or 1gbit');
  }
  return rate;
}

/** Parses `40ms`, `0.6s` or `40`: milliseconds, at most a minute. */
export function parseMilliseconds(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?) ?(ms|s)?$/i.exec(text) ?? [];
  const time = Number(number) * (milliseconds[unit?.toLowerCase() ?? ''] ?? Number.NaN);
  if (!(time <= 60_000)) throw new InvalidArgumentError('a time up to 60s is expected, such as 40ms');
  return time;
}

/** Makes the parser of a number above 0 and up to `max`. */
export function parsePositive(max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+(\.\d+)?$/.test(text) || !(value > 0 && value <= max)) {
      throw new InvalidArgumentError(`a number above 0 and up to ${max} is expected`);
    }
    return value;
  };
}

/** Parses `224` or `192x256`: height × width. */
export function parseSize(text: string): Size {
  const [, height, width = height] = /^(\d{1,4})(?:x(\d{1,4}))?$/i.exec(text) ?? [];
  const size = { height: Number(height), width: Number(width) };
  if (!(size.height >= 8 && size.width >= 8)) {
    throw new InvalidArgumentError('a size from 8 to 9999 pixels is expected, such as 224 or 192x256 (height first)');
  }
  return size;
}
