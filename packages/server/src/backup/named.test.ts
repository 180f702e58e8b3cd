import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchOnce, waitFor } from '@splitsight/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serverConfigSchema } from '../config/schema.ts';
import { useWorkbench } from '../testing/workbench.ts';
import { makeBackup } from './backup.ts';
import { restoreBackup } from './restore.ts';

const { start, path, expectAlert } = useWorkbench();
const { signal } = new AbortController();
const now = new Date('2026-11-22T12:00:00Z');
const here = process.cwd();
const rules = 'rules: []\n';
let restores = 0;

/** Relative paths of a configuration start from the working directory. */
beforeEach(() => process.chdir(path('.')));
afterEach(() => process.chdir(here));

async function backUp(config: object, database = path('test.db')) {
  writeFileSync(path('server.yaml'), 'log_level: info\n');
  return makeBackup({
    config: serverConfigSchema.parse({ store: { path: database }, ...config }),
    ...{ configFile: path('server.yaml'), into: path('backups'), now, withPictures: true, withKey: false, signal },
  });
}

/** Each at a time of its own, by which what was there is named. */
function restore(backup: string, config: object) {
  const at = new Date(now.getTime() + 1000 * ++restores);
  return restoreBackup({ backup, config: serverConfigSchema.parse(config), replace: true, now: at, signal });
}

describe('models and rules that a configuration names', () => {
  it('come back with a backup, so that a server starts where there was nothing', async () => {
    writeFileSync(path('rules.yaml'), rules);
    const named = { heads: [{ model: 'head' }], backbones: ['backbone'], rules: 'rules.yaml' };
    const server = await start(named);
    const { folder, manifest, left } = await backUp(named, server.config.store.path);
    expect(left).toEqual([]);
    expect(manifest.named.map(({ name }) => name)).toEqual(['head', 'backbone', 'rules.yaml']);
    await server.stop();

    mkdirSync(path('elsewhere'));
    process.chdir(path('elsewhere'));
    const there = { ...named, store: { path: 'data/test.db' } };
    expect((await restore(folder, there)).named).toEqual({ put: ['head', 'backbone', 'rules.yaml'], left: [] });
    expect(readFileSync('rules.yaml', 'utf8')).toBe(rules);
    rmSync(path('head'), { recursive: true });
    const again = await start(there);
    await waitFor(async () => (await fetchOnce(`${again.http}/readyz`)).ok);
    await expectAlert(again);
  });

  it('stay as they are where they are there, and it is said when they are others', async () => {
    const server = await start();
    await server.stop();
    writeFileSync(path('rules.yaml'), rules);
    const config = { heads: [], backbones: ['backbone'], rules: 'rules.yaml', store: server.config.store };
    const { folder } = await backUp(config, server.config.store.path);
    writeFileSync(path('rules.yaml'), `# mine\n${rules}`);
    const { named } = await restore(folder, config);
    expect(named).toEqual({
      put: [],
      left: ['rules.yaml is not as in the backup, where it is named/1; it stays as it is'],
    });
    expect(readFileSync(path('rules.yaml'), 'utf8')).toContain('mine');
  });

  it('are put nowhere that the configuration does not name, and nowhere outside the working directory', async () => {
    const server = await start();
    await server.stop();
    writeFileSync(path('rules.yaml'), rules);
    const outside = path('rules.yaml');
    const { folder } = await backUp({ heads: [], backbones: ['backbone'], rules: outside }, server.config.store.path);
    const store = { path: 'data/test.db' };
    mkdirSync(path('a/b'), { recursive: true });
    process.chdir(path('a/b'));
    expect((await restore(folder, { heads: [], backbones: [], store })).named).toEqual({ put: [], left: [] });
    rmSync(outside);
    const { named } = await restore(folder, { heads: [], backbones: ['backbone'], rules: outside, store });
    expect(named).toEqual({ put: ['backbone'], left: [`${outside} is missing; it is named/1 in the backup`] });
    expect(existsSync(outside)).toBe(false);

    const manifest = join(folder, 'manifest.json');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"name": "backbone"', '"name": "../up"'));
    const up = await restore(folder, { heads: [], backbones: ['../up'], store });
    expect(up.named).toEqual({ put: [], left: ['../up is missing; it is named/0 in the backup'] });
    expect(existsSync(path('a/up'))).toBe(false);
  });

  it('that are not there, or are no model, are left out and told of', async () => {
    const server = await start();
    await server.stop();
    mkdirSync(path('heap'));
    writeFileSync(path('heap/large'), 'large');
    const config = { heads: [], backbones: ['heap', 'none'], rules: 'rules.yaml' };
    const { left, manifest } = await backUp(config, server.config.store.path);
    expect(left).toEqual(
      ['heap', 'none', 'rules.yaml'].map((name) => `${name} is not there, or is not what it should be`),
    );
    expect(manifest.named).toEqual([]);
  });
});
