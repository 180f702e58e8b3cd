import type { SuggestedRule } from '@splitsight/inference';
import { InvalidArgumentError } from 'commander';

/** Makes the parser of an option that is a whole number from `min` to `max`. */
export function parseWholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max) {
      throw new InvalidArgumentError(`a whole number from ${min} to ${max} is expected`);
    }
    return value;
  };
}

/** Makes the parser of an option that is a number from `min` to `max`. */
export function parseNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= min && value <= max)) {
      throw new InvalidArgumentError(`a number from ${min} to ${max} is expected`);
    }
    return value;
  };
}

/** Reads numbers with commas between; undefined unless there are exactly `count`. An empty place is no number. */
export function readNumbers(text: string, count: number): number[] | undefined {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  return numbers.length === count && !numbers.some(Number.isNaN) ? numbers : undefined;
}

/** Reads a rule as options say it, `threshold,instant,k,n,clear`; undefined unless it is five numbers. */
export function readRule(text: string): SuggestedRule | undefined {
  const [threshold, instant, k, n, clear] = readNumbers(text, 5) ?? [];
  if (threshold === undefined || instant === undefined || k === undefined) return undefined;
  return n === undefined || clear === undefined ? undefined : { threshold, instant, k, n, clear };
}
