import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server, serverConfigSchema } from '@splitsight/server';
import { writeTinyBackbone, writeTinyHead } from '@splitsight/testkit';
import { Command } from 'commander';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { registerVersions } from './versions.ts';

let folder: string;
let server: Server;
let address: string;
const signal = new AbortController().signal;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-versions-'));
  writeTinyBackbone(join(folder, 'backbone'));
  writeTinyHead(join(folder, 'one'), join(folder, 'backbone'));
  writeTinyHead(join(folder, 'two'), join(folder, 'backbone'));
  const manifest = join(folder, 'two', 'manifest.json');
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"version": "1"', '"version": "2"'));
  const config = serverConfigSchema.parse({
    mqtt: { port: 0 },
    http: { port: 0 },
    store: { path: join(folder, 'test.db') },
    heads: [{ model: join(folder, 'one') }],
    backbones: [join(folder, 'backbone')],
    log_level: 'silent',
  });
  server = createServer(config);
  await server.start(signal);
  address = `http://127.0.0.1:${server.addresses().http.port}`;
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** Runs `splitsight head …` against the server. @returns what it has printed. */
async function run(...args: string[]): Promise<string> {
  const printed: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  const head = new Command('head').exitOverride();
  registerVersions(head, signal);
  try {
    await head.parseAsync([...args, '--server', address], { from: 'user' });
  } finally {
    spy.mockRestore();
  }
  return printed.join('');
}
const said = ['--by', 'ann', '--why', 'a test'];

it('head versions … brings versions, moves them, and tells their history, in tables and in JSON', async () => {
  expect(await run('versions')).toMatch(/^head +version +state +live at .*\nfire +1 +live +every site +configuration/);
  expect(await run('import', join(folder, 'two'), ...said)).toMatch(/\nfire +2 +draft +import .* ann +a test\n$/);
  expect(await run('import', join(folder, 'two'), ...said)).toContain('registered already');
  expect(await run('shadow', 'fire', '2', '--site', 'yard', ...said)).toMatch(/fire +2 +shadow +yard +import/);
  expect(await run('promote', 'fire', '2', '--expect-live', '1', ...said)).toMatch(/fire +2 +live +every site/);
  await expect(run('promote', 'fire', '1', '--expect-live', '1')).rejects.toMatchObject({ code: 'REGISTRY_CHANGED' });
  expect(JSON.parse(await run('rollback', 'fire', '--json', ...said))).toMatchObject({
    versions: [
      { version: '2', state: 'retired' },
      { version: '1', state: 'live' },
    ],
  });
  await expect(run('forget', 'fire', '2')).rejects.toMatchObject({ code: 'REGISTRY_STATE' });
  await expect(run('retire', 'fire', '1')).rejects.toMatchObject({ code: 'REGISTRY_LAST' });
  expect(await run('retire', 'fire', '1', '--force', ...said)).toMatch(/fire +1 +retired/);
  await expect(run('promote', 'fire', '1', '--expect-live', '2')).rejects.toMatchObject({ code: 'REGISTRY_CHANGED' });
  expect(await run('promote', 'fire', '1', '--expect-live', 'none')).toMatch(/fire +1 +live/);
  const history = await run('history', 'fire', '--limit', '4');
  expect(history.split('\n').map((line) => line.slice(21, 29).trim())).toEqual([
    ...['what', 'live', 'retired', 'rollback', 'live', ''],
  ]);
});

it('head import says of a folder that is none that there is no such head', async () => {
  await expect(run('import', join(folder, 'none'))).rejects.toMatchObject({ code: 'HEAD_NOT_FOUND' });
  await expect(run('import', join(folder, 'backbone'))).rejects.toMatchObject({ code: 'MODEL_MANIFEST' });
});
