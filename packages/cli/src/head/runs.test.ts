import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '@splitsight/learn';
import { trainResultSchema } from '@splitsight/server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type HeadBench, openHeadBench } from '../testing/head-bench.ts';
import { registerRuns } from './runs.ts';
import { registerTrain } from './train.ts';

let bench: HeadBench;

beforeAll(async () => {
  bench = await openHeadBench([registerTrain, registerRuns]);
  const items = Array.from({ length: 40 }, (_, i) => {
    const random = createRandom(i);
    const vector = Uint8Array.from({ length: 8 }, (__, d) => 60 + 60 * random() + (d % 2 === i % 2 ? 90 : 0));
    const label = i % 2 === 0 ? 'person' : 'empty';
    return {
      ...{ origin: `picture:${label}/${i}.jpg#0`, label, fingerprint: bench.backbone.fingerprint, group: `${i}` },
      vector: Buffer.from(vector).toString('base64'),
    };
  });
  await bench.request('POST', '/api/v1/datasets', { name: 'people', by: 'ann' });
  const added = await bench.request('POST', '/api/v1/datasets/people/items', { codec: 'u8', items, by: 'ann' });
  expect(added.ok).toBe(true);
});

afterAll(() => bench.close());

it('trains on a data set of a server; lists, shows, compares and exports the runs', async () => {
  const train = ['train', '--dataset', 'people', '--head', 'person', '--by', 'ann'];
  const report = await bench.run(...train, '--why', 'first');
  expect(report).toMatch(/40 items, \d+ right: /);
  expect(report).toContain('person 1 is a draft');
  const mlp = [...train, '--model', 'mlp', '--hidden', '8', '--class-weight', 'person=2', '--json'];
  expect(trainResultSchema.parse(JSON.parse(await bench.run(...mlp)))).toMatchObject({
    head: 'person',
    version: '2',
    items: 40,
  });
  await expect(bench.run(...train, '--alerting', 'flood')).rejects.toMatchObject({ code: 'RUN_ALERTING' });

  expect(await bench.run('runs', 'list')).toMatch(/\nperson +2 +draft .*\nperson +1 +draft .* ann +40 .* first\n$/);
  expect(JSON.parse(await bench.run('runs', 'list', '--head', 'other', '--json'))).toEqual({ runs: [] });
  expect(await bench.run('runs', 'show', 'person', '1')).toContain('person 1, draft\nperson on tiny-colour, u8');
  const compared = await bench.run('runs', 'compare', 'person/1', 'person/2');
  expect(compared).toMatch(/\* {2}model +linear +mlp/);
  expect(compared).toMatch(/\* {2}class_weights\.person +– +2/);
  expect(compared).toContain('of 40 items that both judged');
  await expect(bench.run('runs', 'show', 'person', '9')).rejects.toMatchObject({ code: 'REGISTRY_UNKNOWN' });

  const mlruns = bench.path('mlruns');
  expect(JSON.parse(await bench.run('runs', 'export', '--mlflow', mlruns, '--json'))).toMatchObject({
    runs: ['person 2', 'person 1'],
  });
  const [experiment = ''] = readdirSync(mlruns);
  const runs = readdirSync(join(mlruns, experiment)).filter((name) => /^[0-9a-f]{32}$/.test(name));
  expect(runs).toHaveLength(2);
  for (const id of runs) expect(existsSync(join(mlruns, experiment, id, 'artifacts', 'head.onnx'))).toBe(true);
});

it('says which options a training needs', async () => {
  await expect(bench.run('train', '--head', 'person')).rejects.toThrow('--dataset, or --images and --out');
  await expect(bench.run('train', '--head', 'person', '--images', 'x', '--dataset', 'people')).rejects.toThrow(
    '--dataset',
  );
});
