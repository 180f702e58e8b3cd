import { describe, expect, it } from 'vitest';
import { readNumbers, readRule } from './options.ts';

describe('numbers with commas between', () => {
  it('are read when there are as many as are asked for', () => {
    expect(readNumbers('0.485, 0.456,1e-3', 3)).toEqual([0.485, 0.456, 0.001]);
  });

  it.each(['1,2', '1,2,3,4', '1,two,3', '1,,3', '1,2, ', ''])(
    'are refused as a whole where one is missing: "%s"',
    (text) => {
      expect(readNumbers(text, 3)).toBeUndefined();
    },
  );
});

describe('a rule', () => {
  it('is five numbers; an empty place does not count as 0, which would raise an alert on every frame', () => {
    expect(readRule('0.5,0.9,2,3,0.4')).toEqual({ threshold: 0.5, instant: 0.9, k: 2, n: 3, clear: 0.4 });
    expect(readRule('0.5,,2,3,0.4')).toBeUndefined();
  });
});
