import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openHead } from '@splitsight/inference';
import { createRandom } from '@splitsight/learn';
import { childrenOf, fetchOnce, waitFor, writeTinyBackbone } from '@splitsight/testkit';
import { encodeItem, type Item, parseRunFile } from '@splitsight/training';
import { type Fingerprint, type JobView, type LiveMessage, wholeFrame } from '@splitsight/wire';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { jobAnswerSchema } from '../http/job-routes.ts';
import {
  compareAnswerSchema,
  jobStartedSchema,
  runAnswerSchema,
  runsAnswerSchema,
  trainResultSchema,
} from '../http/run-api.ts';
import type { RunningServer } from '../testing/run-server.ts';
import { useWorkbench } from '../testing/workbench.ts';

// Each job is a process of its own, at a low priority: where much else runs, one takes minutes.
vi.setConfig({ testTimeout: 600_000 });

const bench = useWorkbench();
let server: RunningServer;
let fingerprint: Fingerprint;

beforeEach(async () => {
  fingerprint = writeTinyBackbone(bench.path('backbone')).fingerprint;
  server = await bench.start({ backbones: [bench.path('backbone')] });
});

/** Items around a centre of their class, four of an event. */
function items(count: number, change: (i: number) => Partial<Item> = () => ({})): Item[] {
  return Array.from({ length: count }, (_, i) => {
    const label = i % 2;
    const event = Math.floor(i / 8);
    const random = createRandom(i);
    const value = (d: number) => 90 + 60 * random() + (d % 2 === label ? 60 : 0);
    return {
      origin: { kind: 'vector', site: 'yard', camera: 'gate', bootId: '00112233aabbccdd', sequence: i, region: 0 },
      label: label === 0 ? 'person' : 'empty',
      vector: Uint8Array.from({ length: 8 }, (_, d) => value(d)),
      fingerprint,
      camera: 'yard/gate',
      capturedAt: 1_700_000_000_000 + 120_000 * event + 1000 * i,
      region: 'global',
      box: wholeFrame,
      group: null,
      judged: true,
      weight: 1,
      ...change(i),
    };
  });
}

const post = (path: string, body: object) =>
  fetchOnce(`${server.http}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const get = async (path: string): Promise<unknown> => (await fetchOnce(`${server.http}${path}`)).json();

/** Adds items to a data set that is made if need be, as many at a time as the API takes. @returns the last answer. */
async function give(name: string, given: readonly Item[], codec = 'u8'): Promise<{ status: number; code: unknown }> {
  await post('/api/v1/datasets', { name, by: 'ann' });
  let last = { status: 0, code: undefined as unknown };
  for (let at = 0; at < given.length && last.status < 400; at += 500) {
    const some = given.slice(at, at + 500).map(encodeItem);
    const answer = await post(`/api/v1/datasets/${name}/items`, { codec, items: some, by: 'ann' });
    last = { status: answer.status, code: JSON.parse(await answer.text()).error?.code };
  }
  return last;
}

async function start(given: object = {}): Promise<JobView> {
  const answer = await post('/api/v1/runs', { dataset: 'people', head: 'person', by: 'ann', ...given });
  const body = await answer.json();
  if (answer.status !== 202) throw new Error(JSON.stringify(body));
  return jobStartedSchema.parse(body).job;
}

const jobOf = async (id: number) => jobAnswerSchema.parse(await get(`/api/v1/jobs/${id}`)).job;
async function ended({ id }: JobView): Promise<JobView> {
  await waitFor(async () => (await jobOf(id)).finished_at !== null, { timeout: 240_000 });
  return jobOf(id);
}

/** Resolves when a training has drawn a point of its curve. */
async function drawing({ id }: JobView): Promise<void> {
  await waitFor(
    async () => {
      const job = await jobOf(id);
      if (job.finished_at !== null) throw new Error(JSON.stringify(job.error));
      return job.progress?.point;
    },
    { timeout: 240_000 },
  );
}

const runs = async () => runsAnswerSchema.parse(await get('/api/v1/runs?head=person')).runs;
/** What is left in the folder of heads beside the live one. */
const leftovers = () => {
  const root = bench.path('heads');
  const jobs = join(root, '.jobs');
  return [
    ...readdirSync(root).filter((name) => name !== 'fire' && name !== '.jobs'),
    ...(existsSync(jobs) ? readdirSync(jobs) : []),
  ];
};

const pointsOf =
  (id: number) =>
  (message: LiveMessage): readonly Readonly<Record<string, number>>[] => {
    const point = message.type === 'job' && message.job.id === id ? message.job.progress?.point : null;
    return point ? [point] : [];
  };

/** A training that goes on until it is ended. */
const endless = {
  model: { kind: 'mlp', hidden: 64 },
  optimizer: { kind: 'sgd', learning_rate: 1e-5 },
  max_steps: 2000,
  patience: 2000,
};

const expectNothingChanged = async () => {
  expect(await runs()).toEqual([]);
  await waitFor(() => leftovers().length === 0);
  await bench.expectAlert(server);
};

const commandOf = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8');

describe('a training over the API', () => {
  it('shows a live curve, waits for the one before it, and makes a draft that scores as its run says', async () => {
    await give('people', items(96));
    const page = await bench.watch(server);
    const first = await start({ why: 'a first try' });
    const sgd = { kind: 'sgd', learning_rate: 0.02 };
    const second = await start({ model: { kind: 'mlp', hidden: 16 }, optimizer: sgd, l2: 0.01 });
    expect((await jobOf(second.id)).state).toBe('queued');
    const [linear, mlp] = [await ended(first), await ended(second)];
    expect([linear, mlp].map(({ state, error }) => [state, error])).toEqual([
      ['done', null],
      ['done', null],
    ]);
    const result = trainResultSchema.parse(linear.result);
    expect(result).toMatchObject({ head: 'person', version: '1', items: 96 });
    const points = page.messages.flatMap(pointsOf(linear.id));
    expect(points.length).toBeGreaterThan(0);
    expect(points.at(-1)).toMatchObject({ fold: 0, step: expect.any(Number), loss: expect.any(Number) });

    const found = await runs();
    expect(found.map(({ version, state, added_by, why }) => [version, state, added_by, why])).toEqual([
      ['2', 'draft', 'ann', 'trained on people'],
      ['1', 'draft', 'ann', 'a first try'],
    ]);
    const { run } = runAnswerSchema.parse(await get('/api/v1/runs/person/1'));
    expect(run.id).toBe(result.id);
    expect(run.judgement.accuracy).toEqual(result.accuracy);
    const file = await (await fetchOnce(`${server.http}/api/v1/runs/person/1/run.json`)).text();
    expect(parseRunFile(file, 'run.json')).toEqual(run);

    const onnx = await fetchOnce(`${server.http}/api/v1/runs/person/2/head.onnx`);
    expect(onnx.headers.get('content-disposition')).toContain('person-2-head.onnx');
    const head = await openHead(join(bench.path('heads'), 'person', '2'), { threads: 1 });
    expect(Number(head.manifest.files['head.onnx']?.bytes)).toBe((await onnx.arrayBuffer()).byteLength);
    expect(head.manifest.hidden).toBe(16);
    const all = items(96);
    const scores = await head.score(Buffer.concat(all.map(({ vector }) => vector)), all.length);
    const right = all.filter(({ label }, i) => (scores[2 * i + 1] ?? 0) > 0.5 === (label === 'person'));
    expect(right.length / all.length).toBeGreaterThan(0.9);
    await head.close();

    const comparison = compareAnswerSchema.parse(await get('/api/v1/runs/compare?runs=person/1,person/2'));
    const row = (name: string) => comparison.rows.find((one) => one.name === name);
    expect(row('model')).toMatchObject({ values: ['linear', 'mlp'], differs: true });
    expect(row('model.hidden')).toMatchObject({ values: [null, 16], differs: true });
    expect(row('sha256')?.differs).toBe(false);
    expect(comparison.pairs).toMatchObject([{ a: 0, b: 1, items: 96 }]);
    expect(leftovers()).toEqual(['person']);
  });

  it('is cancelled in the middle, and leaves nothing', async () => {
    await give('people', items(200));
    const job = await start(endless);
    await drawing(job);
    expect((await post(`/api/v1/jobs/${job.id}/cancel`, {})).status).toBe(200);
    expect((await ended(job)).state).toBe('cancelled');
    await expectNothingChanged();
  });

  it('is told of when its process is killed, and leaves nothing', async () => {
    await give('people', items(200));
    const job = await start(endless);
    await drawing(job);
    const jobs = childrenOf(process.pid).filter(({ pid }) => commandOf(pid).includes('job-main'));
    expect(jobs).toHaveLength(1);
    for (const { pid } of jobs) process.kill(pid, 'SIGKILL');
    expect(await ended(job)).toMatchObject({ state: 'failed', error: { code: 'JOB_DIED' } });
    await expectNothingChanged();
  });
});

describe('what cannot be trained', () => {
  const refused = async (given: object = {}) => {
    const answer = await post('/api/v1/runs', { dataset: 'people', head: 'person', by: 'ann', ...given });
    return [answer.status, JSON.parse(await answer.text()).error.code];
  };

  it('is refused at once where that can be seen', async () => {
    expect(await refused()).toEqual([404, 'DATASET_UNKNOWN']);
    await post('/api/v1/datasets', { name: 'people', by: 'ann' });
    expect(await refused()).toEqual([409, 'DATASET_EMPTY']);
    await give('people', items(16));
    expect(await refused({ alerting: 'flood' })).toEqual([400, 'RUN_ALERTING']);
    expect(await refused({ head: 'per/son' })).toEqual([400, 'HTTP_BODY']);
    expect(await refused({ l2: -1 })).toEqual([400, 'HTTP_BODY']);
    expect((await fetchOnce(`${server.http}/api/v1/runs/fire/1`)).status).toBe(404);
    expect((await fetchOnce(`${server.http}/api/v1/runs/person/9`)).status).toBe(404);
    expect((await fetchOnce(`${server.http}/api/v1/runs/compare?runs=person/1`)).status).toBe(400);
  });

  it('does not come into a data set: other backbones, values that are no numbers, labels that are no ids', async () => {
    const other = writeTinyBackbone(bench.path('other'), { name: 'other' }).fingerprint;
    expect((await give('people', items(8))).code).toBeUndefined();
    const strange = items(2, (i) => ({ fingerprint: other, origin: { kind: 'picture', name: `${i}`, view: 0 } }));
    expect((await give('people', strange)).code).toMatch(/^DATASET_(BACKBONE|KINDS)$/);
    const vector = new Uint8Array(new Float32Array(8).fill(Number.NaN).buffer);
    expect(
      (
        await give(
          'floats',
          items(2, () => ({ vector })),
          'f32',
        )
      ).code,
    ).toBe('DATASET_VALUES');
    for (const label of ['a/b', '🔥', 'x'.repeat(300)]) {
      expect(
        (
          await give(
            'people',
            items(2, () => ({ label })),
          )
        ).code,
      ).toBe('DATASET_LABEL');
    }
  });

  it('is a failed job with a code, and leaves nothing', async () => {
    await give(
      'people',
      items(24, () => ({ capturedAt: 1_700_000_000_000 })),
    );
    expect(await ended(await start())).toMatchObject({ state: 'failed', error: { code: 'RUN_GROUPS' } });
    await expectNothingChanged();
  });

  it('is one whose files cannot be kept', async () => {
    await give('people', items(64));
    // A file where the folder of the head belongs: nothing can be put there, as on a full disk.
    writeFileSync(join(bench.path('heads'), 'person'), '');
    expect(await ended(await start())).toMatchObject({ state: 'failed', error: { code: 'REGISTRY_WRITE' } });
    expect(await runs()).toEqual([]);
    await waitFor(() => leftovers().every((name) => name === 'person'));
    await bench.expectAlert(server);
  });
});
