import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createTally, systemClock } from '@splitsight/kernel';
import { canMount, waitFor, writeSceneDataset, writeTinyBackbone } from '@splitsight/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type Jobs, openJobs } from '../jobs/jobs.ts';
import { createJobTable, type JobTable } from '../store/jobs.ts';
import { openStore, type Store } from '../store/store.ts';
import { type Folder, makeFolder } from '../testing/run-server.ts';
import { createDataSets, type DataSets } from './data-sets.ts';
import { createKnownBackbones } from './known-backbones.ts';
import { dataSetPicturesJob, picturesJob, uploadsOfJobs } from './pictures-job.ts';
import { openUploads, type SentFile, type Uploads, uploadLimits } from './uploads.ts';

// Each job is a process of its own, at a low priority.
vi.setConfig({ testTimeout: 600_000 });

let pictures: Folder;
let fire: Buffer;
let folder: Folder;
let store: Store;
let table: JobTable;
let sets: DataSets;
let uploads: Uploads;
let jobs: Jobs;

const heads = () => join(folder.path, 'heads');
const backbone = () => join(folder.path, 'tiny');
const left = () => readdirSync(join(heads(), '.uploads'));
const works = (name: 'jobs/works' | 'testing/pictures-works') => new URL(`../${name}.ts`, import.meta.url).href;

beforeAll(async () => {
  pictures = makeFolder();
  await writeSceneDataset(pictures.path, { count: 1, seed: 2 });
  const [name = ''] = readdirSync(join(pictures.path, 'fire'));
  fire = readFileSync(join(pictures.path, 'fire', name));
});

afterAll(() => pictures.remove());

beforeEach(() => {
  folder = makeFolder();
  writeTinyBackbone(backbone());
  open();
  sets.create('a', 'ann');
});

afterEach(async () => {
  await jobs.close();
  store.close();
  folder.remove();
});

/** What a server does with uploads when it starts. */
function open(name: Parameters<typeof works>[0] = 'testing/pictures-works'): void {
  const path = join(folder.path, 'test.db');
  store = openStore({ path, dropped: createTally() });
  table = createJobTable(store.connection);
  const backbones = createKnownBackbones([backbone()]);
  sets = createDataSets({ connection: store.connection, path, clock: systemClock, backbones });
  uploads = openUploads(heads(), uploadsOfJobs(table.unfinished()));
  jobs = openJobs({
    clock: systemClock,
    table,
    kinds: [dataSetPicturesJob(sets, uploads)],
    place: { database: path, backbones: [backbone()], headsDir: heads() },
    works: works(name),
    onChange: () => undefined,
    onFailure: () => undefined,
  });
}

async function* sent(...files: readonly (readonly [name: string, content: Buffer])[]): AsyncGenerator<SentFile> {
  for (const [name, content] of files) yield { name, content: Readable.from([content]) };
}

const params = (upload: string, label: string) => ({
  ...{ dataset: 'a', dataset_id: sets.get('a').id, label, backbone: 'tiny-colour', codec: 'u8' },
  ...{ existing: 'keep', by: 'ann', upload },
});
const receive = () => uploads.receive(sent(['fire.jpg', fire]));
const start = async (label: string) => jobs.start(picturesJob, params(await receive(), label), 'ann').id;

const madeAll = (id: number) => waitFor(() => jobs.curve(id).length > 0, { timeout: 240_000 });

it('a job that is cancelled when every vector is made, or while it waits, leaves no item and no picture', async () => {
  const [running, waiting] = [await start('fire'), await start('fire')];
  await madeAll(running);
  expect(left()).toHaveLength(2);
  jobs.cancel(waiting);
  jobs.cancel(running);
  expect(await jobs.ended(running)).toMatchObject({ state: 'cancelled' });
  expect(jobs.get(waiting)).toMatchObject({ state: 'cancelled' });
  expect(sets.get('a').items).toBe(0);
  expect(left()).toEqual([]);
});

it('a job whose process is killed leaves no item and no picture', async () => {
  const job = await jobs.ended(await start('dies'));
  expect(job).toMatchObject({ state: 'failed', error: { code: 'JOB_DIED' } });
  expect(sets.get('a').items).toBe(0);
  expect(left()).toEqual([]);
});

it('a set that is deleted meanwhile leaves no picture', async () => {
  const id = await start('fire');
  sets.remove('a');
  expect(await jobs.ended(id)).toMatchObject({ state: 'failed', error: { code: 'DATASET_UNKNOWN' } });
  expect(left()).toEqual([]);
});

it('a server that was killed finds the pictures of waiting jobs again, and deletes all others', async () => {
  await receive();
  table.add({ kind: picturesJob, params: params(await receive(), 'fire'), by: 'ann' }, 1);
  const lost = table.add({ kind: picturesJob, params: params(await receive(), 'smoke'), by: 'ann' }, 2);
  table.put({ ...lost, state: 'running', started_at: 3 });
  expect(left()).toHaveLength(3);
  await jobs.close();
  store.close();
  open('jobs/works');
  const [second, first] = jobs.list(2);
  expect(second).toMatchObject({ state: 'lost' });
  expect(left()).toHaveLength(1);
  expect(await jobs.ended(first?.id ?? 0)).toMatchObject({
    state: 'done',
    result: { pictures: 1, items: { added: 1 } },
  });
  expect(sets.get('a').labels).toEqual({ fire: 1 });
  expect(left()).toEqual([]);
});

it('an upload that breaks off leaves nothing', async () => {
  const broken = Readable.from(
    (async function* () {
      yield fire;
      throw new Error('aborted');
    })(),
  );
  const files = async function* (): AsyncGenerator<SentFile> {
    yield* sent(['fire.jpg', fire]);
    yield { name: 'broken.jpg', content: broken };
  };
  await expect(uploads.receive(files())).rejects.toMatchObject({ code: 'DATASET_UPLOAD_BROKEN' });
  expect(left()).toEqual([]);
});

it.skipIf(!canMount())(
  'an upload that the disk has no room for leaves nothing (skipped where nothing may be mounted)',
  async () => {
    const disk = join(heads(), '.uploads');
    mkdirSync(disk, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', disk]);
    try {
      const large = Buffer.alloc(200_000, 1);
      await expect(uploads.receive(sent(['large.jpg', large]))).rejects.toMatchObject({ code: 'DATASET_UPLOAD_WRITE' });
      expect(left()).toEqual([]);
    } finally {
      execFileSync('umount', [disk]);
    }
  },
);

it('no more uploads come in at a time than there is room for', async () => {
  const open = Array.from({ length: uploadLimits.atOnce }, () => new Readable({ read: () => undefined }));
  const receiving = open.map((content) =>
    uploads.receive(
      (async function* () {
        yield { name: 'slow.jpg', content };
      })(),
    ),
  );
  await expect(receive()).rejects.toMatchObject({ code: 'DATASET_UPLOAD_BUSY' });
  for (const content of open) content.push(fire) && content.push(null);
  expect(new Set(await Promise.all(receiving)).size).toBe(uploadLimits.atOnce);
  expect(await receive()).toMatch(/^[0-9a-f]{16}$/);
});
