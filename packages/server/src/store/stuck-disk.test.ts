import { waitFor } from '@splitsight/testkit';
import { describe, expect, it } from 'vitest';
import { arrival, useStoreBench } from '../testing/store-bench.ts';
import { createLogSync } from './log-sync.ts';

const { open } = useStoreBench();

/** A store with room for twenty rows, on a disk that answers when it is told to, by a clock that is set. */
function openOnSlowDisk() {
  let time = 0;
  const asked: (() => void)[] = [];
  const { store } = open({
    ...{ powerSafe: true, maxRows: 20, now: () => time },
    openLog: (_connection, _path, { onFailure, onForced }) =>
      createLogSync({
        force(done) {
          asked.push(() => {
            onForced(0);
            done(null);
          });
        },
        repair() {},
        onFailure,
      }),
  });
  const settled: number[] = [];
  const put = (sequence: number) => {
    store.addVectors(arrival(sequence));
    store.settle(() => settled.push(sequence));
  };
  return {
    ...{ store, asked, settled, put },
    answer: () => asked.shift()?.(),
    pass(millis: number) {
      time += millis;
    },
    state: () => ({ hasRoom: store.hasRoom(), keeps: store.keeps(), keepsUp: store.keepsUp() }),
  };
}

const slow = { hasRoom: false, keeps: true, keepsUp: true };
const stuck = { hasRoom: true, keeps: false, keepsUp: false };
const well = { hasRoom: true, keeps: true, keepsUp: true };

describe('a disk that does not answer', () => {
  it('holds clients back when there is no more room, and after 5 s is not waited for any more', async () => {
    const { store, asked, settled, put, answer, pass, state } = openOnSlowDisk();
    put(0);
    await waitFor(() => asked.length === 1);
    for (let sequence = 1; sequence < 20; sequence++) put(sequence);
    await waitFor(() => store.waiting() === 0);
    expect([state(), settled]).toEqual([slow, []]);
    pass(5000);
    expect(state()).toEqual(slow);
    pass(1);
    // What comes now is read, scored and forgotten.
    expect(state()).toEqual(stuck);
    answer();
    expect([state(), settled]).toEqual([well, [0]]);
    // The others were committed while the disk was busy: it is asked again for them.
    expect(asked).toHaveLength(1);
    answer();
    expect(settled).toEqual(Array.from({ length: 20 }, (_, sequence) => sequence));
  });

  it('is waited for anew by each answer, and not while nothing is asked of it', async () => {
    const { asked, settled, put, answer, pass, state } = openOnSlowDisk();
    pass(3_600_000);
    put(0);
    await waitFor(() => asked.length === 1);
    put(1);
    pass(4000);
    expect(state()).toEqual(well);
    answer();
    await waitFor(() => asked.length === 1 && settled.length === 1);
    pass(5000);
    expect(state()).toEqual(well);
    pass(1);
    expect(state()).toEqual({ ...well, keepsUp: false });
    answer();
    pass(3_600_000);
    expect([state(), settled]).toEqual([well, [0, 1]]);
  });
});
