import { createManualClock } from '@splitsight/testkit';
import { parseHeadName } from '@splitsight/wire';
import { expect, it } from 'vitest';
import { createFailingHeads } from './failing.ts';

it('a head fails until it has not failed for 15 s', () => {
  const clock = createManualClock(1000);
  const { note, failing } = createFailingHeads(clock);
  const named = () => failing().map(({ head, version, error }) => `${head} ${version} ${error.code}`);
  for (let second = 0; second < 60; second += 10) {
    note({ name: parseHeadName('fire'), version: '3' }, 'live', new Error('out of memory'));
    clock.advance(10_000);
    expect(named()).toEqual(['fire 3 HEAD_FAILED']);
  }
  note({ name: parseHeadName('crowd'), version: '1' }, 'live', 'broken');
  clock.advance(6000);
  expect(named()).toEqual(['crowd 1 HEAD_FAILED']);
  expect(failing()[0]?.error.message).toContain('broken');
  clock.advance(10_000);
  expect(failing()).toEqual([]);
});
