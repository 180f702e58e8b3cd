import { readFileSync, writeFileSync } from 'node:fs';
import { waitFor, writeTinyHead } from '@splitsight/testkit';
import { type BootId, encodeFeatureMessage, wholeFrame } from '@splitsight/wire';
import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type HeadBench, openHeadBench } from '../testing/head-bench.ts';
import { registerBacktest } from './backtest.ts';
import { registerRecompute } from './recompute.ts';
import { registerShadowReport } from './shadow-report.ts';
import { registerTrain } from './train.ts';
import { registerVersions } from './versions.ts';

let bench: HeadBench;

beforeAll(async () => {
  const commands = [registerVersions, registerBacktest, registerShadowReport, registerRecompute, registerTrain];
  bench = await openHeadBench(commands, (path) => {
    writeTinyHead(path('one'), path('backbone'));
    writeTinyHead(path('two'), path('backbone'));
    const manifest = path('two', 'manifest.json');
    const stricter = readFileSync(manifest, 'utf8').replace('"version": "1"', '"version": "2"');
    writeFileSync(manifest, stricter.replace('"threshold": 0.5', '"threshold": 0.8'));
    return { heads: [{ model: path('one'), rule: { off_delay_s: 0.5 } }] };
  });
  await bench.run('import', bench.path('two'));
  await bench.run('shadow', 'fire', '2');
  await send([0, 66, 70, 0, 255, 0]);
});

afterAll(() => bench.close());

/**
 * Sends frames that are more or less red, and waits until all are accounted for. They go at once: with half a second between
 * two of them an alert would end there.
 */
async function send(reds: readonly number[]): Promise<void> {
  const client = await connectAsync(`mqtt://127.0.0.1:${bench.mqttPort}`);
  const sent = reds.map((red, sequence) => {
    const regions = [{ kind: 'global', box: wholeFrame, vector: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, red) }] as const;
    const bootId = '00000000000000aa' as BootId;
    const message = {
      bootId,
      sequence,
      capturedAt: Date.now(),
      fingerprint: bench.backbone.fingerprint,
      codec: 'u8',
      regions,
    } as const;
    const payload = Buffer.from(encodeFeatureMessage(message));
    return client.publishAsync('splitsight/v1/yard/cam/gate/features', payload, { qos: 1 });
  });
  await Promise.all(sent);
  await client.endAsync();
  await waitFor(async () => {
    const lines = (await bench.run('accounts')).split('\n').filter((line) => /^\d/.test(line));
    return lines.length === 2 && lines.every((line) => line.includes(` ${reds.length} `));
  });
  await waitFor(async () => /"state":"ended"/.test(await (await bench.request('GET', '/api/v1/alerts')).text()));
}

it('head backtest compares versions with what was raised, in tables and in JSON', async () => {
  const text = await bench.run('backtest', 'fire', '--versions', '1,2', '--thresholds', '0.5,1');
  expect(text).toMatch(/^6 vectors of 6 frames/);
  expect(text).toMatch(
    /fire 1, threshold 0\.5, .*\n {2}would have raised 1 alerts.*raised were 1\n {2}both: 1, only raised: 0/,
  );
  expect(text).toMatch(/fire 2, threshold 0\.8, .*\n {2}would have raised 1 alerts/);
  expect(text).toMatch(/ {2}threshold +alerts +a day\n {2}0\.5 +1 /);
  const json = JSON.parse(await bench.run('backtest', 'fire', '--rule', '0.99,0.999,1,1,0.9', '--json'));
  expect(json).toMatchObject({ frames: 6, versions: [{ version: '1', rule: { threshold: 0.99 } }] });
  await expect(bench.run('backtest', 'fire', '--until', '2020-01-01')).rejects.toMatchObject({
    code: 'HISTORY_PERIOD',
  });
  await expect(bench.run('backtest', 'fire', '--versions', '7')).rejects.toMatchObject({ code: 'REGISTRY_UNKNOWN' });
});

it('head shadow-report lists where the shadow and the live version disagree', async () => {
  const text = await bench.run('shadow-report', 'fire');
  expect(text).toMatch(/^fire 2 in the shadow/);
  expect(text).toMatch(/\nall +6 +2 +0 +1 +33\.33 % /);
  expect(text).toMatch(/yard\/gate +live +1: 0\.\d{3} +2: 0\.\d{3}\n/);
  expect(await bench.run('shadow-report', 'smoke')).toBe('no version of smoke was in the shadow\n');
});

it('head recompute computes one alert and all of them again', async () => {
  const { alerts } = (await (await bench.request('GET', '/api/v1/alerts')).json()) as { alerts: { id: string }[] };
  const [{ id = '' } = {}] = alerts;
  expect(await bench.run('recompute', id)).toContain('fire 1: the same, to the bit');
  expect(await bench.run('recompute', '--all')).toMatch(/^1 alerts: 1 the same to the bit, 0 not\n/);
  await expect(bench.run('recompute')).rejects.toMatchObject({ code: 'HEAD_ALERT' });
  await expect(bench.run('recompute', 'nothing')).rejects.toMatchObject({ code: 'ALERT_UNKNOWN' });
});

it('head thresholds says what each threshold finds and raises a day, and picks one', async () => {
  const items = Array.from({ length: 40 }, (_, i) => {
    const label = i % 2 === 0 ? 'fire' : 'normal';
    const vector = Uint8Array.of(i, 2 * i, 0, 0, 0, 0, 0, i % 2 === 0 ? 120 + i : 60 - i);
    return {
      ...{ origin: `picture:${label}/${i}.jpg#0`, label, fingerprint: bench.backbone.fingerprint, group: `${i}` },
      vector: Buffer.from(vector).toString('base64'),
    };
  });
  await bench.request('POST', '/api/v1/datasets', { name: 'fires', by: 'ann' });
  const added = await bench.request('POST', '/api/v1/datasets/fires/items', { codec: 'u8', items, by: 'ann' });
  expect(await added.text()).not.toContain('"error":{');
  const trained = JSON.parse(await bench.run('train', '--dataset', 'fires', '--head', 'fire', '--json')) as {
    version: string;
  };
  const text = await bench.run('thresholds', 'fire', trained.version, '--at-most', '100000000');
  expect(text).toMatch(/^20 held-out items of the class that alerts, 20 others\n/);
  expect(text).toMatch(/\n {2}> 0\.\d{3} .* %\) +\d+\n/);
  expect(text).toMatch(/serves the goal best\n$/);
  await expect(bench.run('thresholds', 'fire', '1')).rejects.toMatchObject({ code: 'RUN_NONE' });
});
