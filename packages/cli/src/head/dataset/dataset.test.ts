import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { encodeJpeg } from '@splitsight/vision/picture';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type HeadBench, openHeadBench } from '../../testing/head-bench.ts';
import { registerLabel } from '../label/index.ts';
import { registerDataset } from './index.ts';

let bench: HeadBench;

beforeAll(async () => {
  bench = await openHeadBench([registerDataset, registerLabel], async (path) => {
    await writePictures(path, 'fire', [220, 60, 30]);
    await writePictures(path, 'normal', [90, 110, 100]);
    return {};
  });
});

afterAll(() => bench.close());

async function writePictures(path: HeadBench['path'], label: string, colour: readonly number[]): Promise<void> {
  mkdirSync(path('images', label), { recursive: true });
  for (let i = 0; i < 3; i++) {
    const rgb = Uint8Array.from({ length: 30 * 30 * 3 }, (_, at) => (colour[at % 3] ?? 0) + 9 * i);
    const jpeg = await encodeJpeg({ width: 30, height: 30, rgb, capturedAt: 0 });
    writeFileSync(path('images', label, `${i}.jpg`), jpeg);
  }
}

const dataset = (...args: string[]) => bench.run('dataset', ...args);
const coded = (code: string) => expect.objectContaining({ code });

it('folders of pictures become a data set, which goes out whole and comes back the same', async () => {
  const add = ['--images', bench.path('images'), '--backbone', bench.path('backbone'), '--by', 'ann'];
  await expect(dataset('add', 'fires', ...add)).rejects.toEqual(coded('DATASET_UNKNOWN'));
  expect(await dataset('create', 'fires', '--by', 'ann')).toMatch(/\nfires +0 /);
  expect(await dataset('add', 'fires', ...add)).toBe('6 added\n');
  expect(await dataset('add', 'fires', ...add)).toBe('0 added\n6 were in the set already\n');
  expect(await dataset('list')).toMatch(/\nfires +6 +fire 3, normal 3 +tiny-colour +u8 .* ann\n/);
  expect(await dataset('items', 'fires', '--label', 'fire', '--limit', '2')).toMatch(
    /\n1 +fire .*picture:fire\/0\.jpg#0\n2 .*\nmore with --after 2\n$/,
  );

  const exported = await dataset('export', 'fires', '--out', bench.path('out'), '--images', bench.path('images'));
  expect(exported).toContain('6 items, 6 pictures');
  expect(readdirSync(bench.path('out', 'fire'))).toEqual(['0.jpg', '1.jpg', '2.jpg']);
  await expect(dataset('export', 'fires', '--out', bench.path('out'))).rejects.toEqual(coded('HEAD_EXPORT'));
  expect(await dataset('import', 'again', '--from', bench.path('out'))).toBe('6 added\n');
  await dataset('export', 'again', '--out', bench.path('out-again'));
  const lines = (name: string) => readFileSync(bench.path(name, 'items.ndjson'), 'utf8').split('\n').slice(1);
  expect(lines('out-again')).toEqual(lines('out'));

  // Two pictures of one name come into one folder, and both are there.
  await dataset('relabel', 'again', 'fire', 'picture:normal/0.jpg#0');
  await dataset('export', 'again', '--out', bench.path('merged'), '--images', bench.path('images'));
  expect(readdirSync(bench.path('merged', 'fire')).sort()).toEqual(['0.jpg', '1.jpg', '2-0.jpg', '2.jpg']);
});

it('pictures that are sent to the server become items by its own backbone', async () => {
  await dataset('create', 'sent');
  const fires = [bench.path('images', 'fire'), '--label', 'fire', '--by', 'ann'];
  expect(await dataset('upload', 'sent', ...fires)).toBe('3 added\n');
  const again = bench.path('again.jpg');
  writeFileSync(again, readFileSync(bench.path('images', 'fire', '0.jpg')));
  const normal = bench.path('images', 'normal', '1.jpg');
  const notes = bench.path('notes.txt');
  writeFileSync(notes, 'no picture');
  expect(await dataset('upload', 'sent', again, normal, normal, notes, '--label', 'normal')).toBe(
    '1 added\n1 are in the set with another label and keep it; --relabel changes them\n1 are another one of them, byte for byte\n1 cannot be read: notes.txt\n',
  );
  expect(await dataset('show', 'sent')).toContain('fire 3, normal 1');
  const here = JSON.parse(await dataset('items', 'fires', '--label', 'fire', '--json')).items;
  const there = JSON.parse(await dataset('items', 'sent', '--label', 'fire', '--json')).items;
  expect(there.map(({ fingerprint }: { fingerprint: string }) => fingerprint)).toEqual(
    here.map(({ fingerprint }: { fingerprint: string }) => fingerprint),
  );

  await expect(dataset('upload', 'sent', notes, '--label', 'fire')).rejects.toEqual(coded('DATASET_PICTURE'));
  await expect(dataset('upload', 'sent', bench.path('gone'), '--label', 'x')).rejects.toEqual(coded('HEAD_UPLOAD'));
  await expect(dataset('upload', 'sent', bench.path('backbone'), '--label', 'x')).rejects.toEqual(coded('HEAD_UPLOAD'));
  await expect(dataset('upload', 'nosuch', normal, '--label', 'x')).rejects.toEqual(coded('DATASET_UNKNOWN'));
  await expect(dataset('upload', 'sent', normal, '--label', 'x', '--backbone', 'y')).rejects.toEqual(
    coded('DATASET_BACKBONE'),
  );
});

it('altered copies teach only, and stay with their picture', async () => {
  await dataset('create', 'copies');
  const add = ['--images', bench.path('images'), '--backbone', bench.path('backbone'), '--copies-for', 'fire'];
  await dataset('add', 'copies', ...add, '--source', 'two');
  const { items } = JSON.parse(await dataset('items', 'copies', '--limit', '500', '--json'));
  const own = items.filter(({ group }: { group: string }) => group === 'two/fire/0.jpg');
  expect(own.map(({ origin }: { origin: string }) => origin)).toEqual(
    [0, 1, 2, 3, 4, 5].map((view) => `picture:two/fire/0.jpg#${view}`),
  );
  expect(own.map(({ judged }: { judged: boolean }) => judged)).toEqual([true, false, false, false, false, false]);
});

it('labels come back from Label Studio; what does not fit is named', async () => {
  await dataset('create', 'studio');
  await dataset('add', 'studio', '--images', bench.path('images'), '--backbone', bench.path('backbone'));
  const file = bench.path('tasks.json');
  const url = 'http://pictures.example/';
  expect(await dataset('export', 'studio', '--label-studio', file, '--picture-url', url)).toContain('6 tasks');
  expect(readFileSync(bench.path('tasks.config.xml'), 'utf8')).toContain('<Image name="item" value="$image"/>');
  const tasks = JSON.parse(readFileSync(file, 'utf8'));
  expect(tasks[0].data.image).toBe('http://pictures.example/fire/0.jpg');
  tasks[0].annotations[0].result[0].value.choices = ['smoke'];
  tasks[1].data.splitsight_origin = 'picture:fire/gone.jpg#0';
  tasks[2].annotations = [];
  writeFileSync(file, JSON.stringify([...tasks, { id: 77, data: {}, annotations: [] }]));
  const taken = await dataset('import', 'studio', '--label-studio', file);
  expect(taken).toContain('1 have another label now\n3 had it already\n');
  expect(taken).toContain('1 not in the set: picture:fire/gone.jpg#0\n');
  expect(taken).toContain('1 not exported from here: task 77\n');
  expect(taken).toContain('1 not answered: picture:fire/2.jpg#0\n');
  expect(await dataset('show', 'studio')).toContain('fire 2, normal 3, smoke 1');

  tasks[0].annotations[0].result[0].value.choices = ['a/b'];
  writeFileSync(file, JSON.stringify(tasks));
  await expect(dataset('import', 'studio', '--label-studio', file)).rejects.toEqual(coded('DATASET_LABEL'));
});

it('items are relabelled and removed, sets renamed and deleted', async () => {
  await dataset('create', 'a');
  await dataset('add', 'a', '--images', bench.path('images'), '--backbone', bench.path('backbone'));
  const gone = 'picture:fire/9.jpg#0';
  expect(await dataset('relabel', 'a', 'smoke', 'picture:fire/0.jpg#0', gone)).toBe(
    `1 have another label now\nnot in the set: ${gone}\n`,
  );
  expect(await dataset('relabel', 'a', 'calm', '--of-label', 'normal')).toBe('3 have another label now\n');
  expect(await dataset('remove', 'a', '--of-label', 'calm')).toBe('3 removed\n');
  expect(await dataset('rename', 'a', 'b')).toMatch(/\nb +3 +fire 2, smoke 1 /);
  await expect(dataset('rename', 'b', 'b')).rejects.toEqual(coded('DATASET_TAKEN'));
  expect(await dataset('delete', 'b')).toBe('b is deleted\n');
  await expect(dataset('show', 'b')).rejects.toEqual(coded('DATASET_UNKNOWN'));
});

it('a bad file adds nothing', async () => {
  mkdirSync(bench.path('bad'));
  const good = readFileSync(bench.path('out', 'items.ndjson'), 'utf8');
  for (const text of ['', 'no JSON\n', good.replace('"label":"normal"', '"label":7'), good.slice(0, -9)]) {
    writeFileSync(bench.path('bad', 'items.ndjson'), text);
    await expect(dataset('import', 'bad', '--from', bench.path('bad'))).rejects.toEqual(coded('DATASET_FILE'));
  }
  await expect(dataset('import', 'bad', '--from', bench.path('missing'))).rejects.toEqual(coded('DATASET_FILE'));
  await expect(dataset('show', 'bad')).rejects.toEqual(coded('DATASET_UNKNOWN'));
  mkdirSync(bench.path('strange', '🔥'), { recursive: true });
  writeFileSync(bench.path('strange', '🔥', '1.jpg'), readFileSync(bench.path('images', 'fire', '0.jpg')));
  const add = ['--images', bench.path('strange'), '--backbone', bench.path('backbone')];
  await expect(dataset('add', 'fires', ...add)).rejects.toEqual(coded('DATASET_LABEL'));
});

it('a range that is of no camera or runs backwards is refused', async () => {
  const label = (...args: string[]) => bench.run('label', ...args);
  await expect(label('range', 'fires', 'yard/roof', '14:00-14:05', 'fire')).rejects.toEqual(coded('DATASET_CAMERA'));
  await expect(label('range', 'fires', 'yard/roof', '14:05-14:00', 'fire')).rejects.toEqual(coded('HEAD_TIME'));
  await expect(label('alert', 'nothing', 'true')).rejects.toEqual(coded('ALERT_UNKNOWN'));
  expect(await label('verdicts')).toMatch(/^alert +camera/);
  const accepted = await label('accept', 'fires', 'fire', 'vector:yard/gate/00000000000000aa/1/0');
  expect(accepted).toBe('0 added\nnot stored any more: vector:yard/gate/00000000000000aa/1/0\n');
});
