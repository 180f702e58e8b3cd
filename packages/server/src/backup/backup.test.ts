import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchOnce, waitFor } from '@splitsight/testkit';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { type ServerConfig, serverConfigSchema } from '../config/schema.ts';
import { migrations } from '../store/migrations.ts';
import { featuresTopic } from '../testing/frames.ts';
import { writeKept } from '../testing/kept-rows.ts';
import type { RunningServer } from '../testing/run-server.ts';
import { useWorkbench } from '../testing/workbench.ts';
import { type BackupOptions, makeBackup } from './backup.ts';
import { manifestPath } from './manifest.ts';
import { checkBackup, type RestoreOptions, restoreBackup } from './restore.ts';

const { start, connect, frame, path, expectAlert } = useWorkbench();
const { signal } = new AbortController();
const now = new Date('2026-11-22T12:00:00Z');
let configFile: string;

beforeEach(() => {
  configFile = path('server.yaml');
  writeFileSync(configFile, 'log_level: info\n');
});

function configOf(database: string, more: object = {}): ServerConfig {
  return serverConfigSchema.parse({ store: { path: database }, heads: [], backbones: [], ...more });
}

function backup(config: ServerConfig, options: Partial<BackupOptions> = {}) {
  const usual = { config, configFile, into: path('backups'), now, withPictures: true, withKey: false, signal };
  return makeBackup({ ...usual, ...options });
}

function restore(from: string, database: string, options: Partial<RestoreOptions> = {}) {
  return restoreBackup({ backup: from, config: configOf(database), replace: false, now, signal, ...options });
}

const codeOf = (promise: Promise<unknown>) => promise.then(String, ({ code }: { readonly code: string }) => code);

async function ask(server: RunningServer, url: string, body?: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const sent = body && { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await fetchOnce(`${server.http}${url}`, sent);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** What a server knows, but for what changes by itself. */
async function knowledgeOf(server: RunningServer) {
  const urls = ['/api/v1/datasets', '/api/v1/users', '/api/v1/verdicts', '/api/v1/head-versions'];
  return Promise.all(urls.map((url) => ask(server, url)));
}

/** A database of a few rows in a folder of its own. */
function written(name: string, rows = 10): string {
  const database = path(`${name}/test.db`);
  writeKept(
    database,
    Array.from({ length: rows }, (_, i) => ({ camera: 'gate', at: i })),
  );
  return database;
}

describe('a backup', () => {
  it('of a server that takes frames in is what it was at one moment, and starts as a server elsewhere', async () => {
    const server = await start();
    await expectAlert(server);
    const [alert] = await ask(server, '/api/v1/alerts').then(
      (answer) => (answer as { alerts: { id: string }[] }).alerts,
    );
    await ask(server, '/api/v1/datasets', { name: 'sparks' });
    await ask(server, '/api/v1/users', { name: 'ana', role: 'viewer', places: null });
    await fetchOnce(`${server.http}/api/v1/alerts/${alert?.id}/verdict`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ verdict: 'true' }),
    });
    const agent = await connect(server.mqtt);
    let isOver = false;
    const sending = (async () => {
      while (!isOver) await agent.publishAsync(featuresTopic, frame({ red: 0 }), { qos: 1 });
    })();
    const { folder } = await backup(server.config);
    isOver = true;
    await sending;
    const before = await knowledgeOf(server);
    await server.stop();

    const database = path('elsewhere/test.db');
    expect(await restore(folder, database)).toMatchObject({ setAside: [], lacksKey: true });
    const again = await start({ store: { path: database } });
    expect(await knowledgeOf(again)).toEqual(before);
    expect(JSON.stringify(before)).toMatch(/sparks.*ana.*true.*fire/s);
    // It may have gone on when the backup was made; then it ends first.
    const ended = { alerts: [{ id: alert?.id, state: 'ended' }] };
    await expect.poll(() => ask(again, '/api/v1/alerts')).toMatchObject(ended);
    await expectAlert(again);
  });

  it('is for its owner alone, and holds the key of secrets only when asked to', async () => {
    const database = written('a');
    writeFileSync(path('a/notify.key'), 'key');
    mkdirSync(path('a/pictures'));
    writeFileSync(path('a/pictures/0123456789abcdef.jpg'), 'picture');
    const bare = await backup(configOf(database), { withPictures: false });
    expect(readdirSync(bare.folder).sort()).toEqual(['manifest.json', 'server.yaml', 'splitsight.db']);
    const all = await backup(configOf(database), { withKey: true, now: new Date('2026-11-22T13:00:00Z') });
    expect(all.manifest.files.map((file) => file.path).sort()).toEqual([
      ...['notify.key', 'pictures/0123456789abcdef.jpg', 'server.yaml', 'splitsight.db'],
    ]);
    expect([all.folder, join(all.folder, 'notify.key')].map((one) => statSync(one).mode & 0o077)).toEqual([0, 0]);
    expect(await restore(all.folder, path('b/test.db'))).toMatchObject({ lacksKey: false });
    expect(readFileSync(path('b/pictures/0123456789abcdef.jpg'), 'utf8')).toBe('picture');
  });

  it('that is not finished leaves nothing', async () => {
    const database = written('a', 5000);
    const stopping = new AbortController();
    const options = { signal: stopping.signal, onProgress: () => stopping.abort(new Error('enough')) };
    await expect(backup(configOf(database), options)).rejects.toThrow('enough');
    expect(readdirSync(path('backups'))).toEqual([]);
    expect(await codeOf(backup(configOf(path('none/test.db'))))).toBe('STORE_UNUSABLE');
    expect(readdirSync(path('backups'))).toEqual([]);
  });

  it('takes the place of the oldest where only so many are kept; nothing else is deleted', async () => {
    const config = configOf(written('a'));
    mkdirSync(path('backups/splitsight-2020-01-01T00-00-00Z'), { recursive: true });
    mkdirSync(path('backups/other'));
    const hours = [10, 11, 12, 13].map((hour) => new Date(Date.UTC(2026, 10, 22, hour)));
    for (const at of hours) await backup(config, { now: at, keep: 2 });
    expect(readdirSync(path('backups')).sort()).toEqual([
      ...['other', 'splitsight-2020-01-01T00-00-00Z', 'splitsight-2026-11-22T12-00-00Z'],
      'splitsight-2026-11-22T13-00-00Z',
    ]);
  });
});

describe('what backups leave', () => {
  it('is never without the one that was just made, also when the clock was set back', async () => {
    const config = configOf(written('a'));
    const days = [22, 23, 1].map((day) => new Date(Date.UTC(2026, 10, day)));
    for (const at of days) await backup(config, { now: at, keep: 2 });
    expect(readdirSync(path('backups')).sort()).toEqual([
      ...['splitsight-2026-11-01T00-00-00Z', 'splitsight-2026-11-23T00-00-00Z'],
    ]);
  });

  it('is no part of one that was killed the day before', async () => {
    const config = configOf(written('a'));
    for (const name of ['2026-11-21T11-59-59Z', '2026-11-21T12-00-01Z']) {
      mkdirSync(path(`backups/splitsight-${name}.part/heads`), { recursive: true });
      writeFileSync(path(`backups/splitsight-${name}.part/splitsight.db`), 'half');
    }
    mkdirSync(path('backups/mine.part'));
    await backup(config);
    expect(readdirSync(path('backups')).sort()).toEqual([
      ...['mine.part', 'splitsight-2026-11-21T12-00-01Z.part', 'splitsight-2026-11-22T12-00-00Z'],
    ]);
  });
});

describe('a restore', () => {
  it('reads a backup without writing into it', async () => {
    const { folder } = await backup(configOf(written('a')));
    const before = readdirSync(folder);
    const database = new Database(join(folder, 'splitsight.db'), { readonly: true });
    // A log would need files beside it, which a disk that is read-only does not take.
    expect(database.pragma('journal_mode', { simple: true })).toBe('delete');
    database.close();
    await checkBackup(folder, signal);
    expect(readdirSync(folder)).toEqual(before);
  });

  it('sets a key of other secrets aside, when told to', async () => {
    const database = written('a');
    writeFileSync(path('a/notify.key'), 'key');
    const { folder } = await backup(configOf(database), { withKey: true });
    mkdirSync(path('b'));
    const key = path('b/notify.key');
    writeFileSync(key, 'other');
    expect(await codeOf(restore(folder, path('b/test.db')))).toBe('BACKUP_THERE');
    const suffix = '.before-2026-11-22T12-00-00Z';
    expect(await restore(folder, path('b/test.db'), { replace: true })).toMatchObject({
      setAside: [`${key}${suffix}`],
    });
    expect([readFileSync(key, 'utf8'), readFileSync(`${key}${suffix}`, 'utf8')]).toEqual(['key', 'other']);
    // The same key is in nobody's way.
    mkdirSync(path('c'));
    writeFileSync(path('c/notify.key'), 'key');
    expect(await restore(folder, path('c/test.db'))).toMatchObject({ setAside: [], lacksKey: false });
    expect(readdirSync(path('c')).sort()).toEqual(['notify.key', 'test.db', 'test.db.lock']);
  });

  it('refuses what is damaged, incomplete or newer, before it touches anything', async () => {
    const { folder } = await backup(configOf(written('a')));
    const target = path('b/test.db');
    const damage = (change: () => void) => {
      change();
      return codeOf(restore(folder, target));
    };
    const copy = join(folder, 'splitsight.db');
    const whole = readFileSync(copy);
    const bytes = Buffer.from(whole);
    bytes.fill(1, 5000, 5010);
    expect(await damage(() => writeFileSync(copy, bytes))).toBe('BACKUP_DAMAGED');
    expect(await damage(() => writeFileSync(copy, whole.subarray(0, 4096)))).toBe('BACKUP_DAMAGED');
    writeFileSync(copy, whole);
    await expect(checkBackup(folder, signal)).resolves.toMatchObject({ format: 1 });

    const manifest = readFileSync(manifestPath(folder), 'utf8');
    const outside = manifest.replace('server.yaml', '../server.yaml');
    expect(await damage(() => writeFileSync(manifestPath(folder), outside))).toBe('BACKUP_DAMAGED');
    expect(await codeOf(restore(path('a'), target))).toBe('BACKUP_NONE');

    const newer = path('newer/test.db');
    mkdirSync(path('newer'));
    const database = new Database(newer);
    database.pragma(`user_version = ${migrations.length + 1}`);
    database.close();
    expect(await codeOf(backup(configOf(newer)))).toBe('STORE_NEWER');
    expect(existsSync(target)).toBe(false);
  });

  it('refuses while the server runs, and where something is there unless that may be set aside', async () => {
    const server = await start();
    const { folder } = await backup(server.config);
    const database = server.config.store.path;
    expect(await codeOf(restore(folder, database, { replace: true }))).toBe('STORE_LOCKED');
    await server.stop();
    expect(await codeOf(restore(folder, database))).toBe('BACKUP_THERE');
    const heads = path('heads');
    const before = readdirSync(heads);
    const { setAside } = await restore(folder, database, { replace: true });
    expect(setAside).toEqual([`${database}.before-2026-11-22T12-00-00Z`, `${heads}.before-2026-11-22T12-00-00Z`]);
    expect(setAside.every((one) => existsSync(one))).toBe(true);
    expect(readdirSync(heads)).toEqual(before);
    const again = await start();
    await waitFor(async () => (await fetchOnce(`${again.http}/readyz`)).ok);
  });
});
