import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchOnce, waitFor, writeTinyHead } from '@splitsight/testkit';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { ask, importHead } from '../testing/api.ts';
import { writeVersion } from '../testing/head-versions.ts';
import { metric } from '../testing/observe.ts';
import type { RunningServer } from '../testing/run-server.ts';
import { useWorkbench } from '../testing/workbench.ts';
import { maxVersions } from './registry.ts';

const { start, path, head, connect, send, expectAlert, subscribe } = useWorkbench();

const said = { by: 'ann' };
const statesOf = async (server: RunningServer) => {
  const { body } = await ask(server, 'head-versions');
  const { versions } = body as { versions: { head: string; version: string; state: string; live_at: string[] }[] };
  return versions.map((one) => [one.head, one.version, one.state, ...one.live_at].join(' '));
};
const bring = async (server: RunningServer, version: string) => {
  writeVersion(path(`v${version}`), path('backbone'), { version });
  return importHead(server, path(`v${version}`));
};
const promote = (server: RunningServer, version: string, body: object = {}) =>
  ask(server, `head-versions/fire/${version}/promote`, { ...said, ...body });

describe('after a restart', () => {
  it('roles are as they were, and rolling back goes on', async () => {
    const first = await start();
    await bring(first, '2');
    await bring(first, '3');
    await promote(first, '2');
    await promote(first, '3', { site: 'yard' });
    await ask(first, 'head-versions/fire/1/shadow', said);
    await first.stop();

    const second = await start();
    expect(await statesOf(second)).toEqual(['fire 3 live yard', 'fire 2 live *', 'fire 1 shadow']);
    await expectAlert(second);
    expect((await ask(second, 'heads/fire/rollback', { ...said, site: 'yard' })).status).toBe(200);
    expect((await ask(second, 'heads/fire/rollback', said)).status).toBe(200);
    expect(await statesOf(second)).toEqual(['fire 3 retired', 'fire 2 retired', 'fire 1 live *']);
  });

  it('a configured folder that was changed goes live once; what is promoted after that stands', async () => {
    await (await start()).stop();
    writeVersion(head(), path('backbone'), { version: '1', source: 'changed' });
    const second = await start();
    expect(await statesOf(second)).toEqual(['fire 2 live *', 'fire 1 retired']);
    await promote(second, '1');
    await second.stop();
    expect(await statesOf(await start())).toEqual(['fire 2 retired', 'fire 1 live *']);
  });

  it('a head that the configuration does not name any more is off, until it does again', async () => {
    await (await start()).stop();
    const without = await start({ heads: [], backbones: [path('backbone')] });
    expect(await statesOf(without)).toEqual(['fire 1 retired']);
    await without.stop();
    expect(await statesOf(await start())).toEqual(['fire 1 live *']);
  });

  it('a head that was only ever imported is there without the configuration’s doing', async () => {
    const first = await start({ heads: [], backbones: [path('backbone')] });
    expect((await ask(first, 'heads')).body).toEqual({ heads: [] });
    await importHead(first, head());
    expect((await promote(first, '1')).status).toBe(200);
    await expectAlert(first);
    await first.stop();
    const second = await start({ heads: [], backbones: [path('backbone')] });
    expect((await ask(second, 'heads')).body).toMatchObject({ heads: [{ name: 'fire', version: '1' }] });
    await send(await connect(second.mqtt), { red: 255 });
    await waitFor(async () => (await metric(second, 'splitsight_decisions_total')) === 1);
  });

  it('what a crash has left in heads_dir is gone, and what is whole stays', async () => {
    const first = await start();
    await bring(first, '2');
    await first.stop();
    const folder = path('heads');
    mkdirSync(join(folder, '.incoming-0011223344556677'));
    writeFileSync(join(folder, '.incoming-0011223344556677', 'head.onnx'), 'half');
    mkdirSync(join(folder, 'fire', '3'));
    writeFileSync(join(folder, 'fire', '3', '.unregistered'), '');
    writeFileSync(join(folder, 'fire', '2', '.unregistered'), '');
    mkdirSync(join(folder, 'fire', 'notes'));
    await start();
    expect(readdirSync(folder)).toEqual(['fire']);
    expect(readdirSync(join(folder, 'fire')).sort()).toEqual(['1', '2', 'notes']);
    expect(existsSync(join(folder, 'fire', '2', '.unregistered'))).toBe(false);
  });

  it('files that were lost are put back from the configured folder', async () => {
    await (await start()).stop();
    rmSync(path('heads'), { recursive: true });
    const second = await start();
    expect(await statesOf(second)).toEqual(['fire 1 live *']);
    await expectAlert(second);
  });

  it('a head whose files are damaged is off and said to be so; the others work, and rolling back mends it', async () => {
    writeTinyHead(path('smoke'), path('backbone'), { name: 'smoke' });
    const heads = [
      { model: head(), rule: {} },
      { model: path('smoke'), rule: {} },
    ];
    const first = await start({ heads });
    await bring(first, '2');
    await promote(first, '2');
    await first.stop();
    writeFileSync(join(path('heads'), 'fire', '2', 'head.onnx'), 'damaged');

    const second = await start({ heads });
    const ready = await fetchOnce(`${second.http}/readyz`);
    expect([ready.status, await ready.json()]).toMatchObject([
      503,
      { checks: { heads: { reason: 'fire 2: MODEL_TRUNCATED' } } },
    ]);
    expect(second.lines).toContainEqual(
      expect.objectContaining({ level: 'error', fields: { code: 'MODEL_TRUNCATED', head: 'fire', version: '2' } }),
    );
    expect((await ask(second, 'heads')).body).toMatchObject({ heads: [{ name: 'smoke' }] });
    await expectAlert(second);
    const states = await subscribe(second, 'splitsight/v1/yard/head/fire/state');
    await waitFor(() => states.length > 0);
    expect(JSON.parse(states[0]?.text ?? '')).toMatchObject({
      version: '2',
      state: 'off',
      reasons: ['MODEL_TRUNCATED'],
    });
    expect((await ask(second, 'heads/fire/rollback', said)).status).toBe(200);
    expect((await fetchOnce(`${second.http}/readyz`)).status).toBe(200);
  });
});

describe('a version that cannot be kept', () => {
  it('because of its folder is refused, and the live one works on', async () => {
    const server = await start();
    writeVersion(path('smoke'), path('backbone'), { name: 'smoke' });
    writeFileSync(join(path('heads'), 'smoke'), 'a file where the folder should be');
    await expect(importHead(server, path('smoke'))).rejects.toThrow('REGISTRY_WRITE');
    expect(await statesOf(server)).toEqual(['fire 1 live *']);
    expect(readdirSync(path('heads')).sort()).toEqual(['fire', 'smoke']);
    await expectAlert(server);
  });

  it('because there are too many is refused until one is forgotten', async () => {
    const first = await start();
    await bring(first, '2');
    await first.stop();
    const database = new Database(first.config.store.path);
    const copy = database.prepare(
      `INSERT INTO head_versions SELECT head, ?, ?, manifest, source, added_at, added_by, why
       FROM head_versions WHERE version = '2'`,
    );
    for (let version = 3; version <= maxVersions; version++) copy.run(String(version), String(version));
    database.close();
    const server = await start();
    writeVersion(path('more'), path('backbone'), { version: 'more' });
    await expect(importHead(server, path('more'))).rejects.toThrow('REGISTRY_FULL');
    expect((await ask(server, 'head-versions/fire/2/forget', said)).status).toBe(200);
    expect(await importHead(server, path('more'))).toBe('more');
  });

  it('because the database is full is refused, and nothing is left of it', async () => {
    await (await start()).stop();
    const server = await start({}, { maxStorePages: 1 });
    writeVersion(path('v2'), path('backbone'), { source: 'a long story '.repeat(5000) });
    await expect(importHead(server, path('v2'))).rejects.toThrow('STORE_FULL');
    expect(await statesOf(server)).toEqual(['fire 1 live *']);
    expect(readdirSync(join(path('heads'), 'fire'))).toEqual(['1']);
    await expectAlert(server);
  });
});

describe('a start', () => {
  it.each<[string, () => object, string]>([
    ['a folder that is not there', () => ({ heads: [{ model: path('none') }] }), 'MODEL_MISSING'],
    ['a folder of a backbone', () => ({ heads: [{ model: path('backbone') }] }), 'MODEL_MANIFEST'],
    ['two heads of one name', () => ({ heads: [{ model: head() }, { model: head() }] }), 'HEAD_TWICE'],
    ['a rule against itself', () => ({ heads: [{ model: head(), rule: { k: 3, n: 2 } }] }), 'RULE_CONTRADICTION'],
    ['a backbone that is not there', () => ({ heads: [], backbones: [path('none')] }), 'MODEL_MISSING'],
  ])('with %s fails with a code, and nothing is registered', async (_, config, code) => {
    await expect(start(config())).rejects.toMatchObject({ code });
    expect(await statesOf(await start())).toEqual(['fire 1 live *']);
  });
});
