import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type CodedError, createTally } from '@splitsight/kernel';
import { waitFor } from '@splitsight/testkit';
import {
  type Alert,
  alertSchema,
  type BootId,
  type CameraId,
  type Fingerprint,
  type SiteId,
  wholeFrame,
} from '@splitsight/wire';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Arrival, cameraRef } from '../flow.ts';
import { type Folder, makeFolder } from '../testing/run-server.ts';
import { migrations } from './migrations.ts';
import { decodeRegions } from './region-blob.ts';
import { openStore, type RowDropReason, type Store, type StoreOptions } from './store.ts';

let folder: Folder;
let path: string;
const opened: Store[] = [];

beforeEach(() => {
  folder = makeFolder();
  path = join(folder.path, 'a', 'test.db');
});

afterEach(() => {
  for (const store of opened.splice(0)) store.close();
  folder.remove();
});

function open(options: Partial<StoreOptions> = {}) {
  const dropped = createTally<RowDropReason>();
  const troubles: (string | undefined)[] = [];
  let rows = 0;
  const store = openStore({
    path,
    dropped,
    onTrouble: (trouble) => void troubles.push(trouble?.code),
    onCommit: (count) => {
      rows += count;
    },
    ...options,
  });
  opened.push(store);
  return { store, dropped, troubles, rows: () => rows };
}

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as CodedError).code;
  }
  throw new Error('nothing was thrown');
}

function arrival(sequence: number, bytes = 8): Arrival {
  const fingerprint = '0011223344556677' as Fingerprint;
  const vector = new Uint8Array(bytes).fill(sequence);
  const regions = [{ kind: 'global', box: wholeFrame, vector }] as const;
  return {
    from: cameraRef('yard' as SiteId, 'gate' as CameraId),
    message: { bootId: '00aa' as BootId, sequence, capturedAt: 1000 + sequence, fingerprint, codec: 'u8', regions },
    kind: { fingerprint, codec: 'u8', vectorBytes: bytes },
    receivedAt: 2000 + sequence,
    timing: 'late',
  };
}

function alert(id: string, raisedAt: number, changes: Partial<Alert> = {}): Alert {
  return alertSchema.parse({
    ...{ id, site: 'yard', camera: 'gate', head: 'fire', zone: null, severity: 'alert', state: 'ended' },
    ...{
      started_at: 1,
      captured_at: 1,
      raised_at: raisedAt,
      ended_at: 2,
      score: 1,
      peak: 1,
      box: wholeFrame,
      region: 'global',
    },
    ...{ head_version: '1', fingerprint: '0011223344556677', codec: 'u8' },
    ...changes,
  });
}

/** Reads the database as it is on the disk, after its store has closed it. */
function read(sql: string): unknown[] {
  const database = new Database(path, { readonly: true });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

describe('the store', () => {
  it('keeps vectors with all that is needed to score them again', () => {
    const { store } = open();
    store.addVectors(arrival(7));
    store.close();
    const [row] = read('SELECT * FROM vectors JOIN cameras ON cameras.id = camera_id JOIN kinds ON kinds.id = kind_id');
    expect(row).toMatchObject({
      ...{
        site: 'yard',
        camera: 'gate',
        boot_id: '00aa',
        sequence: 7,
        captured_at: 1007,
        received_at: 2007,
        timing: 1,
      },
      ...{ fingerprint: '0011223344556677', codec: 'u8', vector_bytes: 8 },
    });
    const { regions } = row as { regions: Uint8Array };
    expect(decodeRegions(new Uint8Array(regions), 8)).toEqual(arrival(7).message.regions);
  });

  it('writes soon, in few commits, without being asked', async () => {
    const { store, rows } = open();
    for (let sequence = 0; sequence < 2500; sequence++) store.addVectors(arrival(sequence));
    expect(store.waiting()).toBe(2500);
    await waitFor(() => rows() === 2500);
    expect(store.waiting()).toBe(0);
  });

  it('keeps a message once, also across restarts', () => {
    const first = open();
    first.store.addVectors(arrival(1));
    first.store.close();
    const second = open();
    second.store.addVectors(arrival(1));
    second.store.addVectors(arrival(2));
    second.store.close();
    expect(second.dropped.totals()).toEqual({ duplicate: 1 });
    expect(read('SELECT sequence FROM vectors')).toEqual([{ sequence: 1 }, { sequence: 2 }]);
  });

  it('keeps decisions', () => {
    const { store } = open();
    store.addDecision({ arrival: arrival(1), head: 'fire', headVersion: '3', score: 0.25 });
    store.close();
    expect(read('SELECT name, version, captured_at, score FROM decisions JOIN heads ON heads.id = head_id')).toEqual([
      { name: 'fire', version: '3', captured_at: 1001, score: 0.25 },
    ]);
  });

  it('gives alerts newest first, of a site, camera or head, from before a moment, written or not', async () => {
    const { store } = open();
    store.putAlert(alert('a', 100));
    store.putAlert(alert('b', 200, { head: 'smoke' as Alert['head'] }));
    await waitFor(() => store.waiting() === 0);
    store.putAlert(alert('c', 300, { state: 'active', ended_at: null }));
    const ids = (query: object) => store.alerts({ limit: 10, ...query }).map(({ id }) => id);
    expect(ids({})).toEqual(['c', 'b', 'a']);
    expect(ids({ limit: 2 })).toEqual(['c', 'b']);
    expect(ids({ before: 300 })).toEqual(['b', 'a']);
    expect(ids({ head: 'smoke' })).toEqual(['b']);
    expect(ids({ camera: 'door' })).toEqual([]);
  });

  it('remembers active alerts, cameras and nodes across a restart, and the newest version of each', () => {
    const first = open().store;
    first.putAlert(alert('a', 100, { state: 'active', ended_at: null }));
    first.putAlert(alert('b', 200, { state: 'active', ended_at: null }));
    first.putAlert(alert('b', 200));
    const camera = {
      site: 'yard' as SiteId,
      camera: 'gate' as CameraId,
      name: 'Gate',
      node: null,
      state: 'online',
    } as const;
    first.putCamera({ ...camera, since: 1, reason: null, last_seen_at: 5 });
    first.close();
    const second = open().store;
    expect(second.activeAlerts().map(({ id }) => id)).toEqual(['a']);
    expect(second.cameras(10)).toMatchObject([{ name: 'Gate', last_seen_at: 5 }]);
    expect(second.nodes(10)).toEqual([]);
  });

  it('deletes what is too old, some at a time', async () => {
    const { store } = open();
    for (let sequence = 0; sequence < 3000; sequence++) store.addVectors(arrival(sequence));
    store.putAlert(alert('old', 2000));
    store.putAlert(alert('active', 2000, { state: 'active', ended_at: null }));
    store.putAlert(alert('new', 9000));
    await waitFor(() => store.waiting() === 0);
    expect([store.sweep(4900), store.sweep(4900), store.sweep(4900)]).toEqual([true, false, false]);
    store.close();
    expect(read('SELECT COUNT(*) AS n, MIN(received_at) AS first FROM vectors')).toEqual([{ n: 100, first: 4900 }]);
    expect(read('SELECT id FROM alerts ORDER BY id')).toEqual([{ id: 'active' }, { id: 'new' }]);
  });

  it('drops and counts rows that come faster than they can be written', () => {
    const { store, dropped } = open();
    for (let sequence = 0; sequence < 33_000; sequence++) store.addVectors(arrival(sequence, 1));
    expect(dropped.totals()).toEqual({ queue_full: 33_000 - 32_768 });
  });

  it('is closed any number of times, and counts what comes afterwards', () => {
    const { store, dropped } = open();
    store.close();
    store.close();
    store.addVectors(arrival(1));
    expect(dropped.totals()).toEqual({ queue_full: 1 });
  });
});

describe('a database that cannot be used', () => {
  it('is refused while another process writes to it', async () => {
    open().store.close();
    const holder = await holdLock(path);
    try {
      expect(codeOf(open)).toBe('STORE_LOCKED');
    } finally {
      holder.kill('SIGKILL');
    }
  });

  it('is refused while another server has it open', () => {
    open();
    expect(codeOf(open)).toBe('STORE_LOCKED');
  });

  it('is refused when it is no database', () => {
    path = join(folder.path, 'text.db');
    writeFileSync(path, 'this is not a database, but long enough to have a header of a hundred bytes. '.repeat(4));
    expect(codeOf(open)).toBe('STORE_CORRUPT');
  });

  it('is refused when its pages are damaged', () => {
    const { store } = open();
    for (let sequence = 0; sequence < 200; sequence++) store.addVectors(arrival(sequence, 500));
    store.close();
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 8 * 4096, 24 * 4096);
    writeFileSync(path, bytes);
    expect(codeOf(open)).toBe('STORE_CORRUPT');
  });

  it('is refused when a newer version wrote it', () => {
    open().store.close();
    const database = new Database(path);
    database.pragma(`user_version = ${migrations.length + 1}`);
    database.close();
    expect(codeOf(open)).toBe('STORE_NEWER');
  });

  it('is refused when its folder cannot be made', () => {
    writeFileSync(join(folder.path, 'a'), 'a file where the folder should be');
    expect(codeOf(open)).toBe('STORE_UNUSABLE');
  });
});

describe('a full disk', () => {
  it('costs vectors, which are counted, but no alerts; writing goes on when there is room', async () => {
    const { store, dropped, troubles } = open({ maxPages: 120 });
    for (let sequence = 0; sequence < 50; sequence++) store.addVectors(arrival(sequence, 500));
    await waitFor(() => store.waiting() === 0);
    for (let sequence = 50; sequence < 1000; sequence++) store.addVectors(arrival(sequence, 500));
    store.putAlert(alert('a', 100));
    await waitFor(() => store.trouble());
    expect(store.trouble()?.code).toBe('STORE_FULL');
    expect(dropped.totals()).toEqual({ failed: 950 });
    expect(store.alerts({ limit: 1 }).map(({ id }) => id)).toEqual(['a']);

    await waitFor(() => store.trouble() === null, { timeout: 5000 });
    expect(troubles).toEqual(['STORE_FULL', undefined]);
    store.close();
    expect(read('SELECT id FROM alerts')).toEqual([{ id: 'a' }]);
    expect(read('SELECT COUNT(*) AS n FROM vectors')).toEqual([{ n: 50 }]);
  });
});

/** Another process that holds a write transaction open. */
async function holdLock(database: string): Promise<ChildProcess> {
  const library = createRequire(import.meta.url).resolve('better-sqlite3');
  const script = `const d = new (require(${JSON.stringify(library)}))(${JSON.stringify(database)});
    d.exec('BEGIN EXCLUSIVE'); console.log('held'); setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  holder.stdout?.on('data', (data) => {
    output += data;
  });
  await waitFor(() => output.includes('held'));
  return holder;
}
