import { join } from 'node:path';
import { createTally } from '@splitsight/kernel';
import { createManualClock } from '@splitsight/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../store/store.ts';
import { type Folder, makeFolder } from '../testing/run-server.ts';
import { openBelievedClock } from './believed.ts';

const hour = 3_600_000;
const year = 365 * 24 * hour;

let folder: Folder;
let store: Store;
beforeEach(() => {
  folder = makeFolder();
  store = openStore({ path: join(folder.path, 'x.db'), dropped: createTally() });
});
afterEach(() => {
  store.close();
  folder.remove();
});

describe('the clock that old rows are deleted by', () => {
  it('does not follow a step of a year ahead until it has lasted an hour, and a step back at once', () => {
    const wall = createManualClock();
    let steady = 0;
    const believed = openBelievedClock(store.connection, wall, () => steady);
    const pass = (by: number) => {
      wall.advance(by);
      steady += by;
      return believed.now();
    };
    const start = wall.now();
    wall.advance(year);
    expect(pass(1000)).toBe(start + 1000);
    expect(pass(0.9 * hour)).toBe(start + 1000 + 0.9 * hour);
    wall.advance(-year);
    expect(pass(1000)).toBe(start + 2000 + 0.9 * hour);
    wall.advance(year);
    pass(0);
    expect(pass(hour)).toBe(start + 2000 + 1.9 * hour + year);
  });
});
