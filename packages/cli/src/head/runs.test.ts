import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '@splitsight/learn';
import { createServer, type Server, serverConfigSchema, trainResultSchema } from '@splitsight/server';
import { writeTinyBackbone } from '@splitsight/testkit';
import { Command } from 'commander';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { registerRuns } from './runs.ts';
import { registerTrain } from './train.ts';

let folder: string;
let server: Server;
let address: string;
const signal = new AbortController().signal;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-runs-'));
  const { fingerprint } = writeTinyBackbone(join(folder, 'backbone'));
  const config = serverConfigSchema.parse({
    mqtt: { port: 0 },
    http: { port: 0 },
    store: { path: join(folder, 'test.db') },
    heads: [],
    backbones: [join(folder, 'backbone')],
    log_level: 'silent',
  });
  server = createServer(config);
  await server.start(signal);
  address = `http://127.0.0.1:${server.addresses().http.port}`;
  const items = Array.from({ length: 40 }, (_, i) => {
    const random = createRandom(i);
    const vector = Uint8Array.from({ length: 8 }, (__, d) => 60 + 60 * random() + (d % 2 === i % 2 ? 90 : 0));
    const label = i % 2 === 0 ? 'person' : 'empty';
    return {
      ...{ origin: `picture:${label}/${i}.jpg#0`, label, fingerprint, group: `${i}` },
      vector: Buffer.from(vector).toString('base64'),
    };
  });
  await post('/api/v1/datasets', { name: 'people', by: 'ann' });
  await post('/api/v1/datasets/people/items', { codec: 'u8', items, by: 'ann' });
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

async function post(path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(address + path, { method: 'POST', headers, body: JSON.stringify(body) });
  expect(answer.ok).toBe(true);
}

/** Runs `splitsight head …`. @returns what it has printed. */
async function run(...args: string[]): Promise<string> {
  const printed: string[] = [];
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0),
    vi.spyOn(process.stderr, 'write').mockImplementation(() => true),
  ];
  const head = new Command('head').exitOverride();
  registerTrain(head, signal);
  registerRuns(head, signal);
  for (const command of head.commands) command.exitOverride();
  try {
    await head.parseAsync(args, { from: 'user' });
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return printed.join('');
}

it('trains on a data set of a server; lists, shows, compares and exports the runs', { timeout: 120_000 }, async () => {
  const on = ['--server', address];
  const train = ['train', '--dataset', 'people', '--head', 'person', ...on, '--by', 'ann'];
  const report = await run(...train, '--why', 'first');
  expect(report).toMatch(/40 items, \d+ right: /);
  expect(report).toContain('person 1 is a draft');
  const mlp = [...train, '--model', 'mlp', '--hidden', '8', '--class-weight', 'person=2', '--json'];
  expect(trainResultSchema.parse(JSON.parse(await run(...mlp)))).toMatchObject({
    head: 'person',
    version: '2',
    items: 40,
  });
  await expect(run(...train, '--alerting', 'flood')).rejects.toMatchObject({ code: 'RUN_ALERTING' });

  expect(await run('runs', 'list', ...on)).toMatch(/\nperson +2 +draft .*\nperson +1 +draft .* ann +40 .* first\n$/);
  expect(JSON.parse(await run('runs', 'list', '--head', 'other', '--json', ...on))).toEqual({ runs: [] });
  expect(await run('runs', 'show', 'person', '1', ...on)).toContain('person 1, draft\nperson on tiny-colour, u8');
  const compared = await run('runs', 'compare', 'person/1', 'person/2', ...on);
  expect(compared).toMatch(/\* {2}model +linear +mlp/);
  expect(compared).toMatch(/\* {2}class_weights\.person +– +2/);
  expect(compared).toContain('of 40 items that both judged');
  await expect(run('runs', 'show', 'person', '9', ...on)).rejects.toMatchObject({ code: 'REGISTRY_UNKNOWN' });

  const mlruns = join(folder, 'mlruns');
  expect(JSON.parse(await run('runs', 'export', '--mlflow', mlruns, '--json', ...on))).toMatchObject({
    runs: ['person 2', 'person 1'],
  });
  const [experiment = ''] = readdirSync(mlruns);
  const runs = readdirSync(join(mlruns, experiment)).filter((name) => /^[0-9a-f]{32}$/.test(name));
  expect(runs).toHaveLength(2);
  for (const id of runs) expect(existsSync(join(mlruns, experiment, id, 'artifacts', 'head.onnx'))).toBe(true);
});

it('says which options a training needs', async () => {
  await expect(run('train', '--head', 'person')).rejects.toThrow('--dataset, or --images and --out');
  await expect(run('train', '--head', 'person', '--images', 'x', '--dataset', 'people')).rejects.toThrow('--dataset');
});
