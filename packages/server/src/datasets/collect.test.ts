import { readFile } from 'node:fs/promises';
import { fetchOnce, waitFor } from '@splitsight/testkit';
import { dataSetProfileSchema } from '@splitsight/training';
import { jobViewSchema } from '@splitsight/wire';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { alertsAnswerSchema } from '../http/api.ts';
import type { Sent } from '../testing/frames.ts';
import { metric } from '../testing/observe.ts';
import type { RunningServer } from '../testing/run-server.ts';
import { useWorkbench } from '../testing/workbench.ts';
import { rangeResultSchema, similarResultSchema } from './schemas.ts';

const bench = useWorkbench();
const second = 1000;
/** A whole second, some time ago but not yet deleted. */
const start = Math.floor((Date.now() - 3_600_000) / second) * second;
let server: RunningServer;

beforeEach(async () => {
  server = await bench.start({ backbones: [bench.path('backbone')] });
});

const jobSchema = z.object({ job: jobViewSchema });
const setSchema = z.object({ dataset: z.looseObject({ labels: z.record(z.string(), z.number()) }) });
const itemsSchema = z.object({ items: z.array(z.looseObject({ origin: z.string() })) });
const tasksSchema = z.object({ tasks: z.array(z.looseObject({})), next_after: z.number().nullable() });

async function ask(method: string, path: string, body?: object): Promise<unknown> {
  const sent = body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return (await fetchOnce(`${server.http}/api/v1/${path}`, { method, ...sent })).json();
}

const post = (path: string, body: object) => ask('POST', path, { by: 'ann', ...body });
const labels = async (name: string) => setSchema.parse(await ask('GET', `datasets/${name}`)).dataset.labels;
const refused = (code: string) => ({ error: { code, message: expect.any(String) } });

/** Starts a job and waits for its end. @returns its result. */
async function job(path: string, body: object): Promise<unknown> {
  const { id } = jobSchema.parse(await post(path, body)).job;
  let ended = jobSchema.parse(await ask('GET', `jobs/${id}`)).job;
  await waitFor(
    async () => {
      ended = jobSchema.parse(await ask('GET', `jobs/${id}`)).job;
      return ended.finished_at !== null;
    },
    { timeout: 240_000 },
  );
  expect(ended.error).toBeNull();
  return ended.result;
}

/** Sends frames and waits until they are stored. */
async function store(frames: readonly Sent[]): Promise<void> {
  const client = await bench.connect(server.mqtt);
  for (const frame of frames) await bench.send(client, frame);
  await waitFor(async () => (await metric(server, 'splitsight_store_rows_total')) >= frames.length);
}

const frames = (count: number, red: (i: number) => number): Sent[] =>
  Array.from({ length: count }, (_, i) => ({ red: red(i), kind: 'motion', capturedAt: start + i * second }));
const range = { site: 'yard', camera: 'gate', from: start, to: start + 20 * second, label: 'person' };

describe('the API of data sets', () => {
  it('labels a time range, finds what is like it, takes that in, and profiles the set', {
    timeout: 600_000,
  }, async () => {
    await store(frames(40, (i) => (i < 20 ? i : 200 + i)));
    expect(await post('datasets', { name: 'a' })).toMatchObject({ dataset: { name: 'a', items: 0, codec: null } });
    expect(await post('datasets', { name: 'a' })).toEqual(refused('DATASET_TAKEN'));
    expect(await post('datasets/a/from-range', { ...range, to: range.from })).toEqual(refused('DATASET_RANGE'));
    expect(await post('datasets/a/from-range', { ...range, camera: 'roof' })).toEqual(refused('DATASET_CAMERA'));
    expect(await post('datasets/b/from-range', range)).toEqual(refused('DATASET_UNKNOWN'));
    expect(await post('datasets/a/similar', {})).toEqual(refused('HTTP_BODY'));

    const found = rangeResultSchema.parse(await job('datasets/a/from-range', range));
    expect(found).toMatchObject({ frames: 20, seen: 20, items: { added: 20 } });

    const like = { frames: [{ site: 'yard', camera: 'gate', at: start + 30 * second + 300 }], k: 5, same: 1 };
    const { candidates, looked_at } = similarResultSchema.parse(await job('datasets/a/similar', like));
    expect(looked_at).toBe(40);
    // All of these frames look in one direction: whatever is stored is the same as what is looked for.
    expect(candidates).toEqual([]);

    const { items } = itemsSchema.parse(await ask('GET', 'datasets/a/items?limit=1'));
    const origin = (sequence: number) => (items[0]?.origin ?? '').replace(/0\/0$/, `${sequence}/0`);
    const origins = [origin(25), origin(26), origin(90)];
    const accepted = await post('datasets/a/accept', { origins, label: 'fire' });
    expect(accepted).toMatchObject({ added: 2, missing: [origin(90)] });
    expect(await labels('a')).toEqual({ fire: 2, person: 20 });

    const profile = dataSetProfileSchema.parse(await job('datasets/a/profile', {}));
    expect(profile).toMatchObject({ name: 'a', n: 22, dims: 8, cameras: [{ name: 'yard/gate' }] });
    expect(profile.problems.map(({ code }) => code)).toContain('CLASS_FEW_ITEMS');
  });

  it('takes items in and gives them out whole, a page at a time', async () => {
    await post('datasets', { name: 'a' });
    const [backbone] = server.config.backbones;
    const { fingerprint } = JSON.parse(await readFile(`${backbone}/manifest.json`, 'utf8'));
    const vector = (value: number) => Buffer.alloc(8, value).toString('base64');
    const items = Array.from({ length: 5 }, (_, i) => ({
      ...{ origin: `picture:fire/${i}.jpg#0`, label: 'fire', fingerprint, vector: vector(i), group: 'g' },
    }));
    const added = await post('datasets/a/items', { codec: 'u8', items });
    expect(added).toMatchObject({ added: 5, items: 5 });
    const wrong = (changes: object) => post('datasets/a/items', { codec: 'u8', items: [{ ...items[0], ...changes }] });
    expect(await wrong({ label: 'a/b' })).toEqual(refused('DATASET_LABEL'));
    expect(await wrong({ origin: 'x' })).toEqual(refused('DATASET_ORIGIN'));
    expect(await wrong({ vector: vector(1).slice(0, 4) })).toEqual(refused('DATASET_VECTOR_SIZE'));
    expect(await wrong({ vector: '??' })).toEqual(refused('HTTP_BODY'));
    expect(await post('datasets/a/items', { codec: 'f32', items })).toEqual(refused('DATASET_KINDS'));

    const page = await ask('GET', 'datasets/a/items?limit=2&vectors=true');
    expect(page).toMatchObject({ items: items.slice(0, 2), next_after: 2 });
    const rest = await ask('GET', 'datasets/a/items?limit=3&after=2');
    expect(rest).toMatchObject({ items: [{ vector: null }, {}, {}], next_after: null });

    const { tasks } = tasksSchema.parse(await ask('GET', 'datasets/a/label-studio?picture_url=http://x/'));
    const relabelled = JSON.parse(JSON.stringify(tasks).replace('"choices":["fire"]', '"choices":["smoke"]'));
    const taken = await post('datasets/a/label-studio', {
      tasks: [...relabelled, { id: 9, data: {}, annotations: [] }],
    });
    expect(taken).toMatchObject({ changed: 1, unchanged: 4, missing: [], foreign: ['9'] });
    expect(await labels('a')).toEqual({ fire: 4, smoke: 1 });

    expect(await post('datasets/a/relabel', { of_label: 'smoke', label: 'fire' })).toMatchObject({ changed: 1 });
    const half = { origins: ['picture:fire/0.jpg#0', 'picture:fire/9.jpg#0'] };
    expect(await post('datasets/a/remove', half)).toMatchObject({ changed: 1, missing: [half.origins[1]] });
    expect(await post('datasets/a/remove', {})).toEqual(refused('HTTP_BODY'));
    expect(await post('datasets/a/rename', { to: 'b' })).toMatchObject({ dataset: { name: 'b', items: 4 } });
    expect(await ask('DELETE', 'datasets/b')).toEqual({ deleted: 'b' });
    expect(await ask('GET', 'datasets')).toEqual({ datasets: [] });
  });
});

describe('a verdict', () => {
  it('is kept, may be changed, and makes the frame of its alert an item', async () => {
    await bench.expectAlert(server);
    let id = '';
    await waitFor(async () => {
      id = alertsAnswerSchema.parse(await ask('GET', 'alerts')).alerts[0]?.id ?? '';
      return id !== '';
    });
    const put = (body: object, alert = id) => ask('PUT', `alerts/${alert}/verdict`, { by: 'ann', ...body });
    expect(await ask('GET', `alerts/${id}/verdict`)).toEqual(refused('VERDICT_NONE'));
    expect(await put({ verdict: 'true' }, 'nothing')).toEqual(refused('ALERT_UNKNOWN'));
    expect(await put({ verdict: 'false', label: 'a/b' })).toEqual(refused('DATASET_LABEL'));
    expect(await put({ verdict: 'perhaps' })).toEqual(refused('HTTP_BODY'));
    const unsure = { verdict: 'unsure', note: 'smoke?' };
    expect(await put(unsure)).toMatchObject({ verdict: { ...unsure, by: 'ann', alert: { id } } });
    await post('datasets', { name: 'a' });
    const take = (changes = {}) => post('datasets/a/from-verdicts', { head: 'fire', ...changes });
    expect(await take()).toMatchObject({ verdicts: 1, unsure: 1, items: { added: 0 } });

    await put({ verdict: 'false', by: 'ben' });
    expect(await ask('GET', 'verdicts?head=fire')).toMatchObject({ verdicts: [{ verdict: 'false', by: 'ben' }] });
    expect(await take()).toMatchObject({ items: { added: 1 } });
    expect(await labels('a')).toEqual({ normal: 1 });
    await put({ verdict: 'true' });
    expect(await take()).toMatchObject({ items: { kept: 1 } });
    expect(await take({ existing: 'relabel' })).toMatchObject({ items: { relabelled: 1 } });
    expect(await labels('a')).toEqual({ fire: 1 });
    expect(await take({ head: 'smoke' })).toEqual(refused('DATASET_HEAD'));
    const named = { head: 'smoke', labels: { true: 'smoke', false: 'none' } };
    expect(await take(named)).toMatchObject({ verdicts: 0 });
  });
});
