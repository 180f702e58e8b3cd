import { afterEach, expect, it, vi } from 'vitest';
import { createLogSync, type LogSync } from './log-sync.ts';

/** A disk that is done when the test says so. */
function openDisk() {
  const told: string[] = [];
  const forced: ((error: Error | null) => void)[] = [];
  const state = { isRepairable: true };
  const sync: LogSync = createLogSync({
    force: (done) => void forced.push(done),
    repair: () => {
      if (!state.isRepairable) throw new Error('still broken');
      told.push('repaired');
    },
    onFailure: (error) => void told.push(error instanceof Error ? error.message : 'well again'),
  });
  return {
    told,
    state,
    sync,
    times: () => forced.length,
    finish: (error: Error | null = null) => forced.at(-1)?.(error),
    settle: (name: string) => sync.settle(() => void told.push(name)),
  };
}

afterEach(() => void vi.useRealTimers());

it('what was committed before is settled at once when the disk has it', () => {
  const { sync, settle, finish, told } = openDisk();
  settle('nothing was committed');
  sync.committed();
  settle('a');
  expect([told, sync.waiting()]).toEqual([['nothing was committed'], 1]);
  finish();
  settle('b');
  expect(told).toEqual(['nothing was committed', 'a', 'b']);
});

it('what is committed while the disk is busy is covered by the next time, all of it by one', () => {
  const { sync, settle, finish, told, times } = openDisk();
  sync.committed();
  settle('a');
  for (const name of ['b', 'c']) {
    sync.committed();
    settle(name);
  }
  expect(times()).toBe(1);
  finish();
  expect([told, times()]).toEqual([['a'], 2]);
  finish();
  expect([told, times(), sync.waiting()]).toEqual([['a', 'b', 'c'], 2, 0]);
});

it('after a failure nothing is settled before everything was written another way', () => {
  vi.useFakeTimers();
  const { sync, settle, finish, told, times, state } = openDisk();
  state.isRepairable = false;
  sync.committed();
  settle('a');
  sync.committed();
  settle('b');
  finish(new Error('EIO'));
  settle('c');
  vi.advanceTimersByTime(1000);
  expect([told, times(), sync.waiting()]).toEqual([['EIO', 'still broken'], 1, 3]);
  state.isRepairable = true;
  vi.advanceTimersByTime(1000);
  expect(told.slice(2)).toEqual(['repaired', 'well again', 'a', 'b', 'c']);
  sync.committed();
  expect(times()).toBe(2);
});

it('closed, it settles nothing and tries nothing', () => {
  vi.useFakeTimers();
  const { sync, settle, finish, told, times } = openDisk();
  sync.committed();
  settle('a');
  sync.close();
  finish(new Error('EIO'));
  vi.advanceTimersByTime(5000);
  sync.committed();
  expect([told, times(), sync.waiting()]).toEqual([[], 1, 0]);
});
