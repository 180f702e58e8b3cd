import { expect, it } from 'vitest';
import { createProgress } from './pull-progress.ts';

function show(isTTY: boolean, steps: readonly (readonly [at: number, received: number])[]): string {
  let text = '';
  let at = 0;
  const progress = createProgress('net', { isTTY, write: (part) => (text += part) }, () => at);
  for (const [moment, received] of steps) {
    at = moment;
    progress.show(received, 10_000_000);
  }
  progress.say('it broke off');
  progress.end();
  return text;
}

it('a terminal sees one line that is redrawn, at most ten times a second', () => {
  const steps = [
    [0, 0],
    [50, 100_000],
    [2_000, 4_000_000],
    [2_050, 10_000_000],
  ] as const;
  expect(show(true, steps).replaceAll('\u001b[K', '')).toBe(
    '\rnet: 0 % of 10.0 MB\rnet: 40 % of 10.0 MB, 2.0 MB/s, 3 s left\rnet: 100 % of 10.0 MB, 4.9 MB/s, 0 s left\nnet: it broke off\n',
  );
});

it('a log sees a line for every tenth, and for every tenth again after a new beginning', () => {
  const steps = Array.from({ length: 31 }, (_, i) => [10 * i, (i % 16) * 100_000] as const);
  expect(show(false, steps).split('\n')).toEqual([
    'net: 0 % of 10.0 MB',
    'net: 10 % of 10.0 MB',
    'net: 0 % of 10.0 MB',
    'net: 10 % of 10.0 MB',
    'net: it broke off',
    '',
  ]);
});

it('a pull that goes on counts the speed of what it brings itself', () => {
  const steps = [
    [0, 9_000_000],
    [1_000, 9_500_000],
  ] as const;
  expect(show(true, steps)).toContain('95 % of 10.0 MB, 0.5 MB/s, 1 s left');
});
