import { readFileSync, writeFileSync } from 'node:fs';
import { writeTinyHead } from '@splitsight/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type HeadBench, openHeadBench } from '../testing/head-bench.ts';
import { registerVersions } from './versions.ts';

let bench: HeadBench;

beforeAll(async () => {
  bench = await openHeadBench([registerVersions], (path) => {
    writeTinyHead(path('one'), path('backbone'));
    writeTinyHead(path('two'), path('backbone'));
    const manifest = path('two', 'manifest.json');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"version": "1"', '"version": "2"'));
    return { heads: [{ model: path('one') }] };
  });
});

afterAll(() => bench.close());

const said = ['--by', 'ann', '--why', 'a test'];

it('head versions … brings versions, moves them, and tells their history, in tables and in JSON', async () => {
  expect(await bench.run('versions')).toMatch(
    /^head +version +state +live at .*\nfire +1 +live +every site +configuration/,
  );
  expect(await bench.run('import', bench.path('two'), ...said)).toMatch(/\nfire +2 +draft +import .* ann +a test\n$/);
  expect(await bench.run('import', bench.path('two'), ...said)).toContain('registered already');
  expect(await bench.run('shadow', 'fire', '2', '--site', 'yard', ...said)).toMatch(/fire +2 +shadow +yard +import/);
  expect(await bench.run('promote', 'fire', '2', '--expect-live', '1', ...said)).toMatch(/fire +2 +live +every site/);
  await expect(bench.run('promote', 'fire', '1', '--expect-live', '1')).rejects.toMatchObject({
    code: 'REGISTRY_CHANGED',
  });
  expect(JSON.parse(await bench.run('rollback', 'fire', '--json', ...said))).toMatchObject({
    versions: [
      { version: '2', state: 'retired' },
      { version: '1', state: 'live' },
    ],
  });
  await expect(bench.run('forget', 'fire', '2')).rejects.toMatchObject({ code: 'REGISTRY_STATE' });
  await expect(bench.run('retire', 'fire', '1')).rejects.toMatchObject({ code: 'REGISTRY_LAST' });
  expect(await bench.run('retire', 'fire', '1', '--force', ...said)).toMatch(/fire +1 +retired/);
  await expect(bench.run('promote', 'fire', '1', '--expect-live', '2')).rejects.toMatchObject({
    code: 'REGISTRY_CHANGED',
  });
  expect(await bench.run('promote', 'fire', '1', '--expect-live', 'none')).toMatch(/fire +1 +live/);
  const history = await bench.run('history', 'fire', '--limit', '4');
  expect(history.split('\n').map((line) => line.slice(21, 29).trim())).toEqual([
    ...['what', 'live', 'retired', 'rollback', 'live', ''],
  ]);
});

it('head import says of a folder that is none that there is no such head', async () => {
  await expect(bench.run('import', bench.path('none'))).rejects.toMatchObject({ code: 'HEAD_NOT_FOUND' });
  await expect(bench.run('import', bench.path('backbone'))).rejects.toMatchObject({ code: 'MODEL_MANIFEST' });
});
