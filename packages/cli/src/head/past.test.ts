import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server, serverConfigSchema } from '@splitsight/server';
import { waitFor, writeTinyBackbone, writeTinyHead } from '@splitsight/testkit';
import { type BootId, encodeFeatureMessage, type Fingerprint, wholeFrame } from '@splitsight/wire';
import { Command } from 'commander';
import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { registerBacktest } from './backtest.ts';
import { registerRecompute } from './recompute.ts';
import { registerShadowReport } from './shadow-report.ts';
import { registerTrain } from './train.ts';
import { registerVersions } from './versions.ts';

let folder: string;
let server: Server;
let address: string;
let fingerprint: Fingerprint;
const signal = new AbortController().signal;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-past-'));
  ({ fingerprint } = writeTinyBackbone(join(folder, 'backbone')));
  writeTinyHead(join(folder, 'one'), join(folder, 'backbone'));
  writeTinyHead(join(folder, 'two'), join(folder, 'backbone'));
  const manifest = join(folder, 'two', 'manifest.json');
  const stricter = readFileSync(manifest, 'utf8').replace('"version": "1"', '"version": "2"');
  writeFileSync(manifest, stricter.replace('"threshold": 0.5', '"threshold": 0.8'));
  const config = serverConfigSchema.parse({
    mqtt: { port: 0 },
    http: { port: 0 },
    store: { path: join(folder, 'test.db') },
    heads: [{ model: join(folder, 'one'), rule: { off_delay_s: 0.5 } }],
    backbones: [join(folder, 'backbone')],
    log_level: 'silent',
  });
  server = createServer(config);
  await server.start(signal);
  address = `http://127.0.0.1:${server.addresses().http.port}`;
  await run('import', join(folder, 'two'));
  await run('shadow', 'fire', '2');
  await send([0, 66, 70, 0, 255, 0]);
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** Sends frames that are more or less red, and waits until all are accounted for. */
async function send(reds: readonly number[]): Promise<void> {
  const client = await connectAsync(`mqtt://127.0.0.1:${server.addresses().mqtt.port}`);
  for (const [sequence, red] of reds.entries()) {
    const regions = [{ kind: 'global', box: wholeFrame, vector: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, red) }] as const;
    const bootId = '00000000000000aa' as BootId;
    const message = { bootId, sequence, capturedAt: Date.now(), fingerprint, codec: 'u8', regions } as const;
    const payload = Buffer.from(encodeFeatureMessage(message));
    await client.publishAsync('splitsight/v1/yard/cam/gate/features', payload, { qos: 1 });
  }
  await client.endAsync();
  await waitFor(async () => {
    const lines = (await run('accounts')).split('\n').filter((line) => /^\d/.test(line));
    return lines.length === 2 && lines.every((line) => line.includes(` ${reds.length} `));
  });
  await waitFor(async () => /"state":"ended"/.test(await (await fetch(`${address}/api/v1/alerts`)).text()));
}

/** Runs `splitsight head …`. @returns what it has printed. */
async function run(...args: string[]): Promise<string> {
  const printed: string[] = [];
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0),
    vi.spyOn(process.stderr, 'write').mockImplementation(() => true),
  ];
  const head = new Command('head').exitOverride();
  for (const register of [registerVersions, registerBacktest, registerShadowReport, registerRecompute, registerTrain]) {
    register(head, signal);
  }
  try {
    await head.parseAsync([...args, '--server', address], { from: 'user' });
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return printed.join('');
}

it('head backtest compares versions with what was raised, in tables and in JSON', async () => {
  const text = await run('backtest', 'fire', '--versions', '1,2', '--thresholds', '0.5,1');
  expect(text).toMatch(/^6 vectors of 6 frames/);
  expect(text).toMatch(
    /fire 1, threshold 0\.5, .*\n {2}would have raised 1 alerts.*raised were 1\n {2}both: 1, only raised: 0/,
  );
  expect(text).toMatch(/fire 2, threshold 0\.8, .*\n {2}would have raised 1 alerts/);
  expect(text).toMatch(/ {2}threshold +alerts +a day\n {2}0\.5 +1 /);
  const json = JSON.parse(await run('backtest', 'fire', '--rule', '0.99,0.999,1,1,0.9', '--json'));
  expect(json).toMatchObject({ frames: 6, versions: [{ version: '1', rule: { threshold: 0.99 } }] });
  await expect(run('backtest', 'fire', '--until', '2020-01-01')).rejects.toMatchObject({ code: 'HISTORY_PERIOD' });
  await expect(run('backtest', 'fire', '--versions', '7')).rejects.toMatchObject({ code: 'REGISTRY_UNKNOWN' });
});

it('head shadow-report lists where the shadow and the live version disagree', async () => {
  const text = await run('shadow-report', 'fire');
  expect(text).toMatch(/^fire 2 in the shadow/);
  expect(text).toMatch(/\nall +6 +2 +0 +1 +33\.33 % /);
  expect(text).toMatch(/yard\/gate +live +1: 0\.\d{3} +2: 0\.\d{3}\n/);
  expect(await run('shadow-report', 'smoke')).toBe('no version of smoke was in the shadow\n');
});

it('head recompute computes one alert and all of them again', async () => {
  const { alerts } = (await (await fetch(`${address}/api/v1/alerts`)).json()) as { alerts: { id: string }[] };
  const [{ id = '' } = {}] = alerts;
  expect(await run('recompute', id)).toContain('fire 1: the same, to the bit');
  expect(await run('recompute', '--all')).toMatch(/^1 alerts: 1 the same to the bit, 0 not\n/);
  await expect(run('recompute')).rejects.toMatchObject({ code: 'HEAD_ALERT' });
  await expect(run('recompute', 'nothing')).rejects.toMatchObject({ code: 'ALERT_UNKNOWN' });
});

it('head thresholds says what each threshold finds and raises a day, and picks one', async () => {
  const post = async (path: string, body: object) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${address}/api/v1/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(await answer.text()).not.toContain('"error":{');
  };
  const items = Array.from({ length: 40 }, (_, i) => {
    const label = i % 2 === 0 ? 'fire' : 'normal';
    const vector = Uint8Array.of(i, 2 * i, 0, 0, 0, 0, 0, i % 2 === 0 ? 120 + i : 60 - i);
    return {
      ...{ origin: `picture:${label}/${i}.jpg#0`, label, fingerprint, group: `${i}` },
      vector: Buffer.from(vector).toString('base64'),
    };
  });
  await post('datasets', { name: 'fires', by: 'ann' });
  await post('datasets/fires/items', { codec: 'u8', items, by: 'ann' });
  const trained = JSON.parse(await run('train', '--dataset', 'fires', '--head', 'fire', '--json')) as {
    version: string;
  };
  const text = await run('thresholds', 'fire', trained.version, '--at-most', '100000000');
  expect(text).toMatch(/^20 held-out items of the class that alerts, 20 others\n/);
  expect(text).toMatch(/\n {2}> 0\.\d{3} .* %\) +\d+\n/);
  expect(text).toMatch(/serves the goal best\n$/);
  await expect(run('thresholds', 'fire', '1')).rejects.toMatchObject({ code: 'RUN_NONE' });
});
