import { statSync } from 'node:fs';
import { join } from 'node:path';
import { createTally, isCodedError } from '@splitsight/kernel';
import { writeTinyBackbone } from '@splitsight/testkit';
import type { BootId, CameraId, Fingerprint, JobView, RegionKind, SiteId } from '@splitsight/wire';
import { wholeFrame } from '@splitsight/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cameraRef } from '../flow.ts';
import type { JobKind } from '../jobs/kind.ts';
import type { Work } from '../jobs/work.ts';
import { openStore, type Store } from '../store/store.ts';
import { type Folder, makeFolder } from '../testing/run-server.ts';
import { createDataSets, type DataSets } from './data-sets.ts';
import { dataSetJobs, rangeJob, similarJob } from './jobs.ts';
import { createKnownBackbones } from './known-backbones.ts';
import { rangeWork } from './range-work.ts';
import { rangeResultSchema, similarResultSchema } from './schemas.ts';
import { similarWork } from './similar-work.ts';

let folder: Folder;
let path: string;
let backbones: string[];
let store: Store;
let sets: DataSets;
let kinds: readonly JobKind[];
let made: Fingerprint;
let other: Fingerprint;
const second = 1000;
const start = 1_700_000_000_000;

beforeEach(() => {
  folder = makeFolder();
  path = join(folder.path, 'test.db');
  backbones = [join(folder.path, 'tiny'), join(folder.path, 'second')];
  made = writeTinyBackbone(backbones[0] ?? '').fingerprint;
  other = writeTinyBackbone(backbones[1] ?? '', { name: 'second' }).fingerprint;
  open();
  sets.create('a', 'ann');
});

function open(maxPages?: number): void {
  store = openStore({ path, dropped: createTally(), ...(maxPages !== undefined && { maxPages }) });
  const known = createKnownBackbones(backbones);
  sets = createDataSets({ connection: store.connection, path, clock: { now: () => 1 }, backbones: known });
  kinds = dataSetJobs(sets, store.connection);
}

afterEach(() => {
  store.close();
  folder.remove();
});

interface Seen {
  readonly at: number;
  readonly red?: number;
  readonly kinds?: readonly RegionKind[];
  readonly from?: Fingerprint;
  readonly camera?: string;
  readonly late?: number;
}

const regionsOf = (of: readonly RegionKind[], vector: Uint8Array) =>
  of.map((kind) => ({ kind, box: wholeFrame, vector }));

let sequence = 0;

function see(frames: readonly Seen[]): void {
  for (const { at, red = 9, kinds: regions = ['motion'] as const, from = made, camera = 'gate', late = 0 } of frames) {
    const vector = Uint8Array.of(red, 0, 0, red >> 1, 0, 0, 255 - red, 1);
    store.addVectors({
      from: cameraRef('yard' as SiteId, camera as CameraId),
      message: {
        bootId: '00000000000000aa' as BootId,
        sequence: sequence++,
        capturedAt: start + at,
        fingerprint: from,
        codec: 'u8',
        regions: regionsOf(regions, vector),
      },
      kind: { fingerprint: from, codec: 'u8', vectorBytes: 8 },
      receivedAt: start + at + late,
      timing: late > 0 ? 'late' : 'live',
    });
  }
  // Its rows are written, as when the server stops.
  store.close();
  open();
}

const always = new AbortController().signal;

let jobs = 0;

/** Does a job as the server would, in this process. */
async function run(name: string, work: Work, given: object, signal = always, onChunk: () => void = () => undefined) {
  const kind = kinds.find((one) => one.name === name);
  if (!kind) throw new Error(name);
  const params = kind.parseParams({ by: 'ann', dataset: 'a', dataset_id: sets.get('a').id, ...given });
  const job = { id: ++jobs, params } as JobView;
  const result = await work(params, {
    ...{ database: path, backbones, headsDir: '', scratch: '', signal },
    progress: () => undefined,
    async emit(chunk) {
      kind.takeChunk(chunk, job);
      onChunk();
    },
  });
  return kind.takeResult(result, job);
}

const range = { site: 'yard', camera: 'gate', from: start, to: start + 60 * second, label: 'person' };
const take = async (changes: object = {}, signal?: AbortSignal, onChunk?: () => void) =>
  rangeResultSchema.parse(await run(rangeJob, rangeWork, { ...range, ...changes }, signal, onChunk));
const similar = async (given: object) => similarResultSchema.parse(await run(similarJob, similarWork, given));
const times = () =>
  sets.items('a', { after: 0, limit: 500 }).map(({ item }) => ((item.capturedAt ?? 0) - start) / second);
const every = (step: number, count: number, changes: object = {}) =>
  Array.from({ length: count }, (_, i) => ({ at: i * step, ...changes }));

async function codeOf(action: () => Promise<unknown>): Promise<string> {
  try {
    await action();
  } catch (error) {
    if (isCodedError(error)) return error.code;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('a time range', () => {
  it('is thinned to a frame a second, and spread where that is too many', async () => {
    see(every(second / 2, 120));
    expect(await take({ at_most: 6 })).toMatchObject({ frames: 6, seen: 120, items: { added: 6 } });
    expect(times()).toEqual([0, 10, 20, 30, 40, 50]);
    expect(await take()).toMatchObject({ frames: 60, items: { added: 54, repeated: 6 } });
    expect(await take({ every_s: 0 })).toMatchObject({ frames: 120 });
  });

  it('holds the frames that were captured in it, whenever they came in, of its camera', async () => {
    see([{ at: -1 }, { at: 0 }, { at: 59_999 }, { at: 60_000 }, { at: 30_000, late: 5 * 86_400_000 }]);
    see(every(second, 5, { camera: 'dock' }));
    await take();
    expect(times().sort((a, b) => a - b)).toEqual([0, 30, 59.999]);
  });

  it('leaves labels that were given before, unless told otherwise', async () => {
    see(every(second, 10));
    await take({ to: start + 3 * second, label: 'empty' });
    expect(await take()).toMatchObject({ items: { added: 7, kept: 3 } });
    expect(sets.get('a').labels).toEqual({ empty: 3, person: 7 });
    await take({ existing: 'relabel' });
    expect(sets.get('a').labels).toEqual({ person: 10 });
  });

  it('adds regions of the kinds asked for, and frames of one backbone', async () => {
    see([...every(second, 3, { kinds: ['global', 'motion', 'tile'] }), ...every(second, 2, { kinds: [] })]);
    see(every(second, 4, { from: other }));
    see(every(second, 1, { from: '0123456789abcdef' as Fingerprint }));
    const counts = { seen: 10, frames: 3, other_kinds: 5, without_regions: 2 };
    expect(await take()).toMatchObject({ ...counts, items: { added: 6 } });
    expect(sets.get('a')).toMatchObject({ fingerprint: made, items: 6 });
    expect(await take({ regions: ['tile'] })).toMatchObject({ items: { added: 3 } });
  });

  it('that holds nothing, or gives no label, changes nothing', async () => {
    see(every(second, 3));
    const before = { from: start - 60 * second, to: start };
    expect(await codeOf(() => take(before))).toBe('DATASET_NOTHING');
    expect(await codeOf(() => take({ regions: ['global'] }))).toBe('DATASET_NOTHING');
    expect(await codeOf(() => take({ label: '🔥' }))).toBe('DATASET_LABEL');
    expect(await codeOf(() => take({ to: range.from }))).toBe('DATASET_RANGE');
    expect(await codeOf(() => take({ camera: 'roof' }))).toBe('DATASET_CAMERA');
    expect(sets.get('a').items).toBe(0);
  });

  it('is added once when two jobs add it at a time', async () => {
    see(every(second, 250));
    const all = { to: start + 300 * second };
    const both = await Promise.all([take(all), take(all)]);
    expect(both.map(({ frames }) => frames)).toEqual([250, 250]);
    expect(sets.get('a').items).toBe(250);
  });

  it('that does not fit on the disk leaves whole batches', async () => {
    see(every(second, 2000));
    store.close();
    open(Math.ceil(statSync(path).size / 4096) + 40);
    expect(await codeOf(() => take({ to: start + 3000 * second, at_most: 2000 }))).toBe('STORE_FULL');
    const { items } = sets.get('a');
    expect(items).toBeGreaterThan(0);
    expect(items % 100).toBe(0);
  });

  it('that is cancelled leaves whole batches; one whose set is deleted meanwhile ends', async () => {
    see(every(second, 250));
    const cancel = new AbortController();
    const all = { to: start + 300 * second };
    await expect(take(all, cancel.signal, () => cancel.abort())).rejects.toThrow();
    expect(sets.get('a').items).toBe(100);
    const removing = take(all, undefined, () => {
      if (sets.list().length > 0) sets.remove('a');
    });
    expect(await codeOf(() => removing)).toBe('DATASET_UNKNOWN');
    expect(sets.create('a', 'ann').items).toBe(0);
  });
});

describe('what is like something', () => {
  it('is the nearest that is stored, most alike first, without what the set holds and without repeats', async () => {
    see([
      ...every(second, 30, { red: 20 }),
      ...every(second, 30).map(({ at }, i) => ({ at: at + 60_000, red: 100 + 5 * i })),
    ]);
    await take({ from: start + 60_000, to: start + 61_000, label: 'fire' });
    const all = await similar({ label: 'fire', k: 60, same: 1 });
    expect(all).toMatchObject({ looked_at: 60, like: 1, gone: [] });
    // Of the thirty equal ones one is shown.
    expect(all.candidates).toHaveLength(30);
    const similarities = all.candidates.map(({ similarity }) => similarity);
    expect(similarities).toEqual([...similarities].sort((a, b) => b - a));
    expect(all.candidates[0]).toMatchObject({
      site: 'yard',
      camera: 'gate',
      captured_at: start + 61_000,
      region: 'motion',
    });
    const different = await similar({ label: 'fire', k: 60, same: 0.95 });
    expect(different.candidates.length).toBeLessThan(15);
    expect((await similar({ label: 'fire', k: 3, same: 1 })).candidates).toEqual(all.candidates.slice(0, 3));
  });

  it('is looked for where and when it is asked for', async () => {
    see([
      ...every(second, 5).map(({ at }, i) => ({ at, red: 10 * i })),
      ...every(second, 5).map(({ at }, i) => ({ at, red: 7 + 10 * i, camera: 'dock' })),
    ]);
    const like = { frames: [{ site: 'yard', camera: 'gate', at: start + 2300 }], k: 20, same: 1 };
    const found = async (changes: object) => (await similar({ ...like, ...changes })).candidates;
    expect((await found({ camera: 'dock' })).map(({ camera }) => camera)).toEqual(Array(5).fill('dock'));
    expect((await found({ camera: 'gate', from: start + 3000 })).map(({ captured_at }) => captured_at)).toEqual([
      start + 3000,
      start + 4000,
    ]);
    const origins = (await found({ camera: 'dock', k: 1 })).map(({ origin }) => origin);
    expect((await similar({ origins, k: 1, same: 1 })).candidates[0]).toMatchObject({ like: origins[0] });
  });

  it('is nothing where what it is to be like is gone', async () => {
    see(every(second, 5));
    const at = { frames: [{ site: 'yard', camera: 'gate', at: start - 60_000 }] };
    expect(await codeOf(() => similar(at))).toBe('DATASET_NOTHING');
    expect(await codeOf(() => similar({ label: 'fire' }))).toBe('DATASET_NOTHING');
    expect(await codeOf(() => similar({ origins: ['picture:a#0'] }))).toBe('DATASET_NOTHING');
    expect(await codeOf(() => similar({ origins: ['gate'] }))).toBe('DATASET_ORIGIN');
    expect(await codeOf(() => similar({}))).toBe('HTTP_BODY');
  });
});
