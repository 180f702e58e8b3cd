import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@splitsight/kernel';
import { waitFor } from '@splitsight/testkit';
import type { JobView } from '@splitsight/wire';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { type OwnedDatabase, openDatabase } from '../store/database.ts';
import { createJobTable } from '../store/jobs.ts';
import { type Folder, makeFolder } from '../testing/run-server.ts';
import { waitParamsSchema } from '../testing/wait-work.ts';
import { type Jobs, openJobs } from './jobs.ts';
import { defineJob } from './kind.ts';

// Each job is a process of its own, at a low priority: where much else runs, one takes minutes.
vi.setConfig({ testTimeout: 600_000 });

let folder: Folder;
let database: OwnedDatabase;
let jobs: Jobs;
let chunks: number[];
let changes: JobView[];
let failures: unknown[];

const heads = () => join(folder.path, 'heads');

function open(): void {
  chunks = [];
  changes = [];
  failures = [];
  database = openDatabase(join(folder.path, 'test.db'));
  const wait = defineJob({
    name: 'wait',
    params: waitParamsSchema,
    chunk: z.object({ step: z.number() }),
    onChunk: ({ step }) => void chunks.push(step),
    result: z.object({ steps: z.number() }),
  });
  jobs = openJobs({
    clock: systemClock,
    table: createJobTable(database.connection),
    kinds: [wait],
    place: { database: join(folder.path, 'test.db'), backbones: [], headsDir: heads() },
    works: new URL('../testing/wait-work.ts', import.meta.url).href,
    onChange: (job) => void changes.push(job),
    onFailure: (error) => void failures.push(error),
  });
}

async function close(): Promise<void> {
  await jobs.close();
  database.close();
}

beforeEach(() => {
  folder = makeFolder();
  open();
});

afterEach(async () => {
  await close();
  folder.remove();
});

const scratches = () => (existsSync(join(heads(), '.jobs')) ? readdirSync(join(heads(), '.jobs')) : []);
const finish = (params: object) => jobs.ended(jobs.start('wait', params, 'test').id);

describe('a job', () => {
  it('runs in a process of its own, tells how far it is, and answers', async () => {
    const job = await finish({ steps: 3, chunks: 2 });
    expect(job).toMatchObject({ state: 'done', by: 'test', result: { steps: 3 }, chunks: 2, error: null });
    expect(chunks).toEqual([0, 1]);
    expect(jobs.curve(job.id)).toEqual([{ step: 0 }, { step: 1 }, { step: 2 }]);
    expect(changes.map(({ state }) => state)).toEqual(expect.arrayContaining(['queued', 'running', 'done']));
    expect(jobs.list(10)).toEqual([jobs.get(job.id)]);
    expect(scratches()).toEqual([]);
  });

  it('waits while another runs; both end', async () => {
    const first = jobs.start('wait', { steps: 2 }, 'a');
    const second = jobs.start('wait', {}, 'b');
    expect([first.state, second.state]).toEqual(['running', 'queued']);
    const [one, two] = await Promise.all([jobs.ended(first.id), jobs.ended(second.id)]);
    expect([one.state, two.state]).toEqual(['done', 'done']);
    expect(two.started_at).toBeGreaterThanOrEqual(one.finished_at ?? Number.POSITIVE_INFINITY);
  });

  it.each([false, true])('ends when it is cancelled, also one that does not hear of it (%s)', async (deaf) => {
    const { id } = jobs.start('wait', { steps: 1000, step_ms: 50, deaf, chunks: 1000 }, 'test');
    await waitFor(() => chunks.length > 1, { timeout: 240_000 });
    const stored = chunks.length;
    jobs.cancel(id);
    expect(await jobs.ended(id)).toMatchObject({ state: 'cancelled', result: null, error: null });
    expect(chunks.length).toBe(stored);
    expect(scratches()).toEqual([]);
    expect(() => jobs.cancel(id)).toThrow(expect.objectContaining({ code: 'JOB_OVER' }));
  });

  it('is cancelled while it waits', async () => {
    const running = jobs.start('wait', { steps: 3, step_ms: 20 }, 'test');
    const { id } = jobs.start('wait', {}, 'test');
    expect(jobs.cancel(id)).toMatchObject({ state: 'cancelled', started_at: null });
    expect(await jobs.ended(running.id)).toMatchObject({ state: 'done' });
  });

  it('whose process dies has failed with a code; the next one runs', async () => {
    expect(await finish({ fail: 'die' })).toMatchObject({ state: 'failed', error: { code: 'JOB_DIED' } });
    expect(await finish({ fail: 'throw' })).toMatchObject({
      state: 'failed',
      error: { code: 'JOB_FAILED', message: expect.stringContaining('asked to fail') },
    });
    expect(await finish({})).toMatchObject({ state: 'done' });
    expect(scratches()).toEqual([]);
  });

  it('whose process says what nobody understands has failed; the next one runs', async () => {
    expect(await finish({ fail: 'nonsense' })).toMatchObject({ state: 'failed', error: { code: 'JOB_FAILED' } });
    expect(await finish({})).toMatchObject({ state: 'done' });
  });

  it('ends also while the database cannot be written, which is made up for later', async () => {
    const { id } = jobs.start('wait', { steps: 2 }, 'test');
    const next = jobs.start('wait', {}, 'test');
    database.connection.pragma('query_only = ON');
    expect(await jobs.ended(id)).toMatchObject({ state: 'done' });
    expect(jobs.get(id)).toMatchObject({ state: 'done' });
    expect(jobs.list(2).map(({ state }) => state)).toEqual(['running', 'done']);
    expect(() => jobs.start('wait', {}, 'test')).toThrow(expect.objectContaining({ code: 'STORE_UNUSABLE' }));
    expect(failures.length).toBeGreaterThan(0);
    database.connection.pragma('query_only = OFF');
    expect(await jobs.ended(next.id)).toMatchObject({ state: 'done' });
    expect(createJobTable(database.connection).get(id)).toMatchObject({ state: 'done', result: { steps: 2 } });
  });

  it('is refused when it is not understood, unknown, or one too many', () => {
    expect(() => jobs.start('wait', { steps: -1 }, 'test')).toThrow(z.ZodError);
    expect(() => jobs.start('walk', {}, 'test')).toThrow(expect.objectContaining({ code: 'JOB_UNKNOWN' }));
    expect(() => jobs.get(99)).toThrow(expect.objectContaining({ code: 'JOB_UNKNOWN' }));
    for (let i = 0; i < 17; i++) jobs.start('wait', { steps: 1000, step_ms: 100 }, 'test');
    expect(() => jobs.start('wait', {}, 'test')).toThrow(expect.objectContaining({ code: 'JOB_TOO_MANY' }));
  });

  it('that runs when the server stops is lost; one that waits goes on after the next start', async () => {
    const running = jobs.start('wait', { steps: 1000, step_ms: 100 }, 'test');
    const queued = jobs.start('wait', {}, 'test');
    await close();
    open();
    expect(jobs.get(running.id)).toMatchObject({ state: 'lost' });
    expect(await jobs.ended(queued.id)).toMatchObject({ state: 'done' });
  });
});
