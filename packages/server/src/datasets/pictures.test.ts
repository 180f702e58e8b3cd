import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBackbone } from '@splitsight/inference';
import { fetchOnce, waitFor, writeSceneDataset } from '@splitsight/testkit';
import { pictureItems } from '@splitsight/training';
import type { JobView } from '@splitsight/wire';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ask } from '../testing/api.ts';
import { type Folder, makeFolder, type RunningServer, runServer } from '../testing/run-server.ts';
import { uploadLimits } from './uploads.ts';

const name = 'resnet18-w0.5-128';
const model = fileURLToPath(new URL(`../../../../models/${name}`, import.meta.url));

// Each job is a process of its own, at a low priority.
vi.setConfig({ testTimeout: 600_000 });

let folder: Folder;
let server: RunningServer;
let fires: Buffer[];

beforeAll(async () => {
  folder = makeFolder();
  await writeSceneDataset(join(folder.path, 'images'), { count: 3, seed: 1 });
  const fire = join(folder.path, 'images', 'fire');
  fires = readdirSync(fire)
    .sort()
    .map((file) => readFileSync(join(fire, file)));
  server = await runServer(folder.path, { backbones: [model] });
  for (const set of ['a', 'b']) await ask(server, 'datasets', { name: set, by: 'ann' });
});

afterAll(async () => {
  await server.stop();
  folder.remove();
});

type File = readonly [name: string, content: Uint8Array];

function form(files: readonly File[]): FormData {
  const made = new FormData();
  for (const [file, content] of files) made.append('files', new Blob([new Uint8Array(content)]), file);
  return made;
}

async function post(set: string, query: string, body: FormData | string, type?: string) {
  const init = { method: 'POST', body, ...(type && { headers: { 'content-type': type } }) };
  const answer = await fetchOnce(`${server.http}/api/v1/datasets/${set}/pictures?${query}`, init);
  const { job, error } = (await answer.json()) as { job?: JobView; error?: { code: string; message: string } };
  return { status: answer.status, job, error };
}

async function upload(set: string, query: string, files: readonly File[]): Promise<JobView> {
  const { job, error } = await post(set, query, form(files));
  if (!job) throw new Error(error?.message);
  return waitFor(
    async () => {
      const { body } = await ask(server, `jobs/${job.id}`);
      const view = (body as { job: JobView }).job;
      return view.finished_at === null ? undefined : view;
    },
    { timeout: 240_000 },
  );
}

const itemsOf = async (set: string) =>
  ((await ask(server, `datasets/${set}/items?vectors=true`)).body as { items: Record<string, unknown>[] }).items;
const left = () => readdirSync(join(folder.path, 'heads', '.uploads'));

describe('pictures', () => {
  it('become items with the vectors that the backbone makes of them, and are kept nowhere', async () => {
    const [first, second, third] = fires as [Buffer, Buffer, Buffer];
    const files: File[] = [
      ['yard one.jpg', first],
      ['two.jpg', second],
      ['one again.jpg', first],
      ['cut.jpg', third.subarray(0, third.length / 2)],
      ['notes.txt', Buffer.from('no picture at all')],
    ];
    const job = await upload('a', 'label=fire&by=ann', files);
    expect(job).toMatchObject({ kind: 'dataset-pictures', state: 'done', by: 'ann', error: null });
    expect(job.result).toEqual({
      pictures: 5,
      same: 1,
      unreadable: { count: 2, names: ['cut.jpg', 'notes.txt'] },
      items: { added: 2, repeated: 0, kept: 0, relabelled: 0, different: { count: 0, origins: [] } },
    });
    expect(left()).toEqual([]);
    const items = await itemsOf('a');
    expect(items.map(({ origin }) => origin)).toEqual([
      expect.stringMatching(/^picture:[0-9a-f]{64}\/yard one\.jpg#0$/),
      expect.stringMatching(/^picture:[0-9a-f]{64}\/two\.jpg#0$/),
    ]);
    expect(items[0]).toMatchObject({ label: 'fire', region: 'global', camera: null, group: null, added_by: 'ann' });
    expect(items.map(({ vector }) => vector)).toEqual(await vectorsOf(files.slice(0, 2)));
  });

  it('whose bytes the set has are passed over, or get the new label, whatever they are called', async () => {
    const files: File[] = [['renamed.jpg', fires[0] as Buffer]];
    const items = async (query: string) => (await upload('a', query, files)).result as { items: object };
    expect(await items('label=fire')).toMatchObject({ items: { added: 0, repeated: 1 } });
    expect(await items('label=smoke')).toMatchObject({ items: { added: 0, kept: 1 } });
    expect(await items('label=smoke&existing=relabel')).toMatchObject({ items: { added: 0, relabelled: 1 } });
    expect((await itemsOf('a')).map(({ label }) => label)).toEqual(['smoke', 'fire']);
  });

  it('that nobody can read make the job fail, and add nothing', async () => {
    const job = await upload('b', 'label=fire', [['notes.txt', Buffer.from('no picture')]]);
    expect(job).toMatchObject({ state: 'failed', error: { code: 'DATASET_PICTURE' } });
    expect(job.error?.message).toContain('notes.txt');
    expect(await itemsOf('b')).toEqual([]);
    expect(left()).toEqual([]);
  });

  it('are refused, with nothing written, where they cannot become items', async () => {
    const one = form([['one.jpg', fires[0] as Buffer]]);
    const refused = async (set: string, query: string, body: FormData | string = one, type?: string) => {
      const { status, error } = await post(set, query, body, type);
      expect(left()).toEqual([]);
      return [status, error?.code];
    };
    const before = (await ask(server, 'jobs')).body;
    expect(await refused('nosuch', 'label=fire')).toEqual([404, 'DATASET_UNKNOWN']);
    expect(await refused('b', 'label=fire&backbone=nosuch')).toEqual([400, 'DATASET_BACKBONE']);
    expect(await refused('a', 'label=fire&codec=f32')).toEqual([400, 'DATASET_KINDS']);
    expect(await refused('b', 'label=a%2Fb')).toEqual([400, 'DATASET_LABEL']);
    expect(await refused('b', 'label=%F0%9F%94%A5')).toEqual([400, 'DATASET_LABEL']);
    expect(await refused('b', '')).toEqual([400, 'HTTP_QUERY']);
    expect(await refused('b', 'label=fire', form([]))).toEqual([400, 'DATASET_UPLOAD_EMPTY']);
    expect(await refused('b', 'label=fire', form([['empty.jpg', Buffer.alloc(0)]]))).toEqual([
      400,
      'DATASET_UPLOAD_EMPTY',
    ]);
    expect(await refused('b', 'label=fire', form([['vast.jpg', Buffer.alloc(40_000_000, 1)]]))).toEqual([
      413,
      'DATASET_UPLOAD_LARGE',
    ]);
    const many = Array.from({ length: uploadLimits.pictures + 1 }, (_, i): File => [`${i}.jpg`, Buffer.from('x')]);
    expect(await refused('b', 'label=fire', form(many))).toEqual([413, 'DATASET_UPLOAD_MANY']);
    const vast: File[] = Array.from({ length: 4 }, (_, i) => [`${i}.jpg`, Buffer.alloc(19_000_000, 1)]);
    expect(await refused('b', 'label=fire', form(vast))).toEqual([413, 'DATASET_UPLOAD_LARGE']);
    expect(await refused('b', 'label=fire', '{}', 'application/json')).toEqual([400, 'DATASET_UPLOAD_BROKEN']);
    const cut = '--x\r\ncontent-disposition: form-data; name="files"; filename="a.jpg"\r\n\r\nhalf a pic';
    expect(await refused('b', 'label=fire', cut, 'multipart/form-data; boundary=x')).toEqual([
      400,
      'DATASET_UPLOAD_BROKEN',
    ]);
    expect((await ask(server, 'jobs')).body).toEqual(before);
    expect(await itemsOf('b')).toEqual([]);
  });
});

it('sending pictures is described as a form of files', async () => {
  const { paths } = (await ask(server, 'openapi.json')).body as { paths: Record<string, object> };
  expect(paths['/api/v1/datasets/{name}/pictures']).toMatchObject({
    post: {
      requestBody: { content: { 'multipart/form-data': { schema: { properties: { files: { type: 'array' } } } } } },
      responses: { 202: {}, 413: {}, 507: {} },
    },
  });
});

/** What the backbone makes of pictures here, in base64. */
async function vectorsOf(files: readonly File[]): Promise<string[]> {
  const here = join(folder.path, 'here');
  if (!existsSync(here)) mkdirSync(here);
  const pictures = files.map(([file, content]) => {
    writeFileSync(join(here, file), content);
    return { path: join(here, file), name: file, label: 'fire' };
  });
  const backbone = await openBackbone(model, { codec: 'u8', threads: 1 });
  const { signal } = new AbortController();
  const options = { backbone, judged: true, weight: 1, seed: 0, signal, onUnreadable: () => undefined };
  const made: string[] = [];
  for await (const items of pictureItems(pictures, options)) {
    made.push(...items.map(({ vector }) => Buffer.from(vector).toString('base64')));
  }
  await backbone.close();
  return made;
}
