import { join } from 'node:path';
import { createTally } from '@splitsight/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from './store/store.ts';
import { type Folder, makeFolder } from './testing/run-server.ts';
import { createPulse } from './vitals.ts';

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

const ok = { ok: true, reason: null };
const sound = { ready: true, checks: { broker: ok, store: ok, disk: ok, heads: ok } };
const signs = (of: object = {}) => ({ store, waiting: () => 0, readiness: () => sound, cameras: () => [], ...of });

describe('a server', () => {
  it('is ready once its database has taken a write, and says what keeps it from that', () => {
    const pulse = createPulse();
    store.connection.pragma('query_only = 1');
    const refused = pulse.vitals(signs(), 0);
    expect(refused).toMatchObject({ isReady: false, isWell: true });
    expect(refused.status).toMatch(/^0 of 0 cameras online, STORE_UNUSABLE: .*readonly/);
    store.connection.pragma('query_only = 0');
    expect(pulse.vitals(signs(), 1000)).toEqual({ isReady: true, isWell: true, status: '0 of 0 cameras online' });
  });

  it('tells of a disk that is full, which a new start would not cure', () => {
    const full = { ready: false, checks: { ...sound.checks, store: { ok: false, reason: 'STORE_FULL: no room' } } };
    const pulse = createPulse();
    const stuck = { connection: store.connection, waiting: () => 9 };
    for (let at = 0; at < 600_000; at += 10_000) {
      expect(pulse.vitals(signs({ store: stuck, readiness: () => full }), at)).toEqual({
        ...{ isReady: true, isWell: true, status: '0 of 0 cameras online, STORE_FULL: no room' },
      });
    }
  });

  it('does not hang while the disk guard keeps vectors from being written', () => {
    const reason = 'full: 3 MB of the database’s disk are free';
    const guarded = { ready: false, checks: { ...sound.checks, disk: { ok: false, reason } } };
    const pulse = createPulse();
    const waits = { connection: store.connection, waiting: () => 9 };
    for (let at = 0; at < 600_000; at += 10_000) {
      const status = `0 of 0 cameras online, ${reason}`;
      expect(pulse.vitals(signs({ store: waits, readiness: () => guarded }), at)).toMatchObject({
        isWell: true,
        status,
      });
    }
  });

  it('hangs when rows wait for a minute without a commit and without a reason', () => {
    const pulse = createPulse();
    const stuck = { connection: store.connection, waiting: () => 9 };
    const at = (now: number) => pulse.vitals(signs({ store: stuck }), now);
    expect(at(0).isWell).toBe(true);
    expect(at(60_000).isWell).toBe(true);
    expect(at(61_000)).toMatchObject({ isWell: false, status: '0 of 0 cameras online, writing hangs' });
    pulse.committed();
    expect(at(62_000).isWell).toBe(true);
  });

  it('hangs when frames wait for a minute and none is scored', () => {
    const pulse = createPulse();
    const at = (now: number) => pulse.vitals(signs({ waiting: () => 1 }), now);
    at(0);
    expect(at(61_000)).toMatchObject({ isWell: false, status: '0 of 0 cameras online, the heads hang' });
    pulse.scored();
    expect(at(62_000).isWell).toBe(true);
  });
});
