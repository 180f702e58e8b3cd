import { join } from 'node:path';
import { createManualClock } from '@splitsight/testkit';
import type { CameraId, Place, SiteId } from '@splitsight/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../store/database.ts';
import { createPeopleTables, type PeopleTables, type UserRow } from '../store/people.ts';
import { type Folder, makeFolder } from '../testing/run-server.ts';
import { createAccess } from './access.ts';
import { createPasswords } from './passwords.ts';
import { digestOf } from './secrets.ts';

const hour = 3_600_000;
const limits = { idle: 12 * hour, longest: 48 * hour };
const yard = 'yard' as SiteId;
const [gate, shed] = ['gate', 'shed'] as CameraId[] as [CameraId, CameraId];
const clock = createManualClock();
let folder: Folder;
let database: ReturnType<typeof openDatabase>;
let tables: PeopleTables;

beforeEach(() => {
  folder = makeFolder();
  database = openDatabase(join(folder.path, 'test.db'));
  tables = createPeopleTables(database.connection);
});

afterEach(() => {
  database.close();
  folder.remove();
});

function addUser(places: readonly Place[] | null): UserRow {
  const at = clock.now();
  return tables.addUser({
    ...{ name: 'ann', fullName: '', role: 'operator', places, password: 'x', mustChange: false, disabled: false },
    ...{ revision: 1, createdAt: at, changedAt: at, changedBy: 'test', lastLoginAt: null },
  });
}

function addSession(userId: number, secret: string): void {
  const at = clock.now();
  tables.addSession({ digest: digestOf(secret), userId, createdAt: at, usedAt: at, address: '', agent: '' });
}

describe('access', () => {
  it('of a token is what is within its own places and its owner’s, also when those shrink later', () => {
    const user = addUser([{ site: yard, cameras: [gate, shed] }]);
    const at = clock.now();
    tables.addToken({
      ...{ digest: digestOf('t'), userId: user.id, name: 'x', role: 'operator', usedAt: null },
      ...{ places: [{ site: yard, cameras: null }], createdAt: at, expiresAt: at + hour },
    });
    const access = createAccess(tables, clock, limits);
    const seen = () => {
      const who = access.identify({ kind: 'token', secret: 't' });
      return [gate, shed].filter((camera) => who?.sees(yard, camera));
    };
    expect(seen()).toEqual([gate, shed]);
    tables.putUser({ ...user, places: [{ site: yard, cameras: [shed] }], revision: 2 });
    expect(seen()).toEqual([shed]);
    expect(access.identify({ kind: 'token', secret: 't' })?.places).toEqual([{ site: yard, cameras: [shed] }]);
    tables.putUser({ ...user, role: 'viewer', revision: 3 });
    expect(access.identify({ kind: 'token', secret: 't' })?.may('operate')).toBe(false);
    clock.advance(hour);
    expect(access.identify({ kind: 'token', secret: 't' })).toBe(null);
  });

  it('remembers over a restart when a session was used, and forgets sessions that are over', () => {
    const user = addUser(null);
    addSession(user.id, 's');
    const access = createAccess(tables, clock, limits);
    clock.advance(11 * hour);
    const who = access.identify({ kind: 'user', secret: 's' });
    expect(who?.seesAll).toBe(true);
    access.tidy();
    clock.advance(11 * hour);
    const restarted = createAccess(tables, clock, limits);
    expect(restarted.identify({ kind: 'user', secret: 's' })?.name).toBe('ann');
    restarted.tidy();
    clock.advance(12 * hour);
    expect(restarted.identify({ kind: 'user', secret: 's' })).toBe(null);
    restarted.tidy();
    expect(tables.sessions()).toEqual([]);
  });

  it('is withdrawn with any change of the user', () => {
    const user = addUser(null);
    addSession(user.id, 's');
    const access = createAccess(tables, clock, limits);
    const who = access.identify({ kind: 'user', secret: 's' }) ?? fail();
    expect(access.holds(who)).toBe(true);
    tables.putUser({ ...user, revision: 2 });
    expect(access.holds(who)).toBe(false);
  });
});

describe('passwords', () => {
  it('are hashed with what OWASP recommends, in one way however they are typed', async () => {
    const passwords = createPasswords();
    const hashed = await passwords.hash('caf\u00e9 im hof');
    expect(hashed).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwords.verify(hashed, 'cafe\u0301 im hof')).toBe(true);
    expect(await passwords.verify(hashed, 'cafe im hof')).toBe(false);
    expect(await passwords.verify(undefined, 'there is no such user')).toBe(false);
  });

  it('wait for their turn, but not too many', async () => {
    const passwords = createPasswords();
    const hashed = await passwords.hash('a ladder against the wall');
    const all = await Promise.allSettled(Array.from({ length: 40 }, () => passwords.verify(hashed, 'x')));
    const busy = all.filter((one) => one.status === 'rejected');
    expect(busy).toHaveLength(8);
    expect(busy[0]).toMatchObject({ reason: { code: 'LOGIN_BUSY' } });
    expect(await passwords.verify(hashed, 'a ladder against the wall')).toBe(true);
  });
});

function fail(): never {
  throw new Error('nobody is known by this');
}
