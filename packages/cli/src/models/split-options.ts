import { InvalidArgumentError } from 'commander';
import { readNumbers } from '../options.ts';

/** Makes the parser of three numbers, one a colour. */
export function parseColours(min: number, max: number): (text: string) => readonly number[] {
  return (text) => {
    const values = readNumbers(text, 3);
    if (!values?.every((value) => value >= min && value <= max)) {
      throw new InvalidArgumentError(`three numbers from ${min} to ${max} are expected, such as 0.485,0.456,0.406`);
    }
    return values;
  };
}

/** Parses a number above 0, also as a fraction such as 1/255. */
export function parseScale(text: string): number {
  const [, above, below = '1'] = /^(\d+(?:\.\d+)?)(?:\/(\d+(?:\.\d+)?))?$/.exec(text) ?? [];
  const scale = Number(above) / Number(below);
  if (!(scale > 0 && Number.isFinite(scale))) {
    throw new InvalidArgumentError('a number above 0 is expected, such as 1 or 1/255');
  }
  return scale;
}
