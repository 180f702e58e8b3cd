import { createTally } from '@splitsight/kernel';
import { type BootId, type CameraId, type Fingerprint, regionKinds, type SiteId } from '@splitsight/wire';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Arrival, cameraRef, type Timing } from '../flow.ts';
import { deleteOld } from '../testing/delete-old.ts';
import { type Folder, makeFolder } from '../testing/run-server.ts';
import { type Connection, openReadOnly } from './database.ts';
import { createHistory, type HistoryQuery } from './history.ts';
import { regionsOf } from './history-chunk.ts';
import { createFrameFinder } from './history-frame.ts';
import { openStore, type Store } from './store.ts';

let folder: Folder;
let path: string;
let store: Store;
const readers: Connection[] = [];

beforeEach(() => {
  folder = makeFolder();
  path = `${folder.path}/test.db`;
  store = openStore({ path, dropped: createTally() });
});

afterEach(() => {
  for (const reader of readers.splice(0)) reader.close();
  store.close();
  folder.remove();
});

const kinds = [
  { fingerprint: '0011223344556677' as Fingerprint, codec: 'u8', vectorBytes: 5 },
  { fingerprint: 'ffeeddccbbaa9988' as Fingerprint, codec: 'f32', vectorBytes: 12 },
] as const;

interface Frame {
  readonly kind: 0 | 1;
  readonly camera: string;
  readonly timing: Timing;
  readonly regions: readonly { readonly kind: number; readonly vector: Uint8Array }[];
}

const frames = fc.array(
  fc
    .record({
      kind: fc.constantFrom(0 as const, 1 as const),
      camera: fc.constantFrom('gate', 'dock', 'roof'),
      timing: fc.constantFrom<Timing>('live', 'late', 'ahead'),
      regions: fc.array(
        fc.record({
          kind: fc.nat(regionKinds.length - 1),
          vector: fc.uint8Array({ minLength: 12, maxLength: 12 }),
        }),
        { maxLength: 4 },
      ),
    })
    .map(({ regions, ...frame }) => ({
      ...frame,
      regions: regions.map(({ kind, vector }) => ({
        kind,
        vector: vector.slice(0, kinds[frame.kind].vectorBytes),
      })),
    })),
  { maxLength: 60 },
);

function arrival({ kind, camera, timing, regions }: Frame, sequence: number): Arrival {
  const { fingerprint, codec } = kinds[kind];
  return {
    from: cameraRef('yard' as SiteId, camera as CameraId),
    message: {
      bootId: '00000000000000aa' as BootId,
      sequence,
      capturedAt: 1000 + sequence,
      fingerprint,
      codec,
      regions: regions.map((region) => ({
        kind: regionKinds[region.kind] ?? 'global',
        box: { x: sequence / 65_535, y: 0, width: 0.2, height: 1 },
        vector: region.vector,
      })),
    },
    kind: kinds[kind],
    receivedAt: 2000 + sequence,
    timing,
  };
}

function write(all: readonly Arrival[]): void {
  for (const one of all) store.addVectors(one);
  store.close();
}

function open() {
  const connection = openReadOnly(path);
  readers.push(connection);
  return createHistory(connection);
}

const always = { since: 0, until: Number.MAX_SAFE_INTEGER };

/** What is read, a line a frame, as the frames that were written can be told, too. */
function readAll(query: Partial<HistoryQuery> = {}) {
  const history = open();
  const cameras = new Map(history.cameras().map(({ id, camera }) => [id, camera]));
  const timings: readonly Timing[] = ['live', 'late', 'ahead'];
  return [...history.read({ ...always, kinds: history.kinds(), ...query })].flatMap(({ chunks }) =>
    chunks.flatMap((chunk) =>
      Array.from({ length: chunk.frames }, (_, i) => ({
        id: chunk.ids[i],
        fingerprint: chunk.kind.fingerprint,
        camera: cameras.get(chunk.cameras[i] ?? -1),
        capturedAt: chunk.capturedAt[i],
        receivedAt: chunk.receivedAt[i],
        timing: timings[chunk.timing[i] ?? -1],
        regions: regionsOf(chunk, i).map(({ kind, vector }) => ({ kind, vector: [...vector] })),
      })),
    ),
  );
}

describe('stored frames', () => {
  it('are found one by one, by the number of their row and by their name', () => {
    const all = [3, 4].map((sequence) =>
      arrival({ ...quiet, timing: 'late', regions: [numbered(sequence)] }, sequence),
    );
    write(all);
    const connection = openReadOnly(path);
    readers.push(connection);
    const finder = createFrameFinder(connection);
    const found = finder.byId(2);
    expect(found).toMatchObject({
      id: 2,
      sequence: 4,
      capturedAt: 1004,
      receivedAt: 2004,
      timing: 'late',
      kind: kinds[0],
    });
    expect(found?.regions.map(({ vector }) => numberOf([...vector]))).toEqual([4]);
    const { site, camera } = all[0]?.from ?? cameraRef('' as SiteId, '' as CameraId);
    const bootId = '00000000000000aa' as BootId;
    expect(finder.byName({ site, camera, bootId, sequence: 3 })?.id).toBe(1);
    expect(finder.byName({ site, camera, bootId, sequence: 5 })).toBeUndefined();
    expect(finder.byId(3)).toBeUndefined();
  });

  it('are read as they were written, in the order they came in', () => {
    fc.assert(
      fc.property(frames, (all) => {
        store.close();
        folder.remove();
        folder = makeFolder();
        path = `${folder.path}/test.db`;
        store = openStore({ path, dropped: createTally() });
        const arrivals = all.map(arrival);
        write(arrivals);
        const read = readAll().sort((a, b) => (a.id ?? 0) - (b.id ?? 0));
        expect(read).toEqual(
          arrivals.map(({ from, message, receivedAt, timing }, i) => ({
            ...{ id: i + 1, fingerprint: message.fingerprint, camera: from.camera, capturedAt: message.capturedAt },
            ...{ receivedAt, timing },
            regions: message.regions.map(({ kind, vector }) => ({ kind, vector: [...vector] })),
          })),
        );
      }),
      { numRuns: 25 },
    );
  });

  it('keep their order within a chunk of thousands, and over slices', () => {
    const all = Array.from({ length: 20_000 }, (_, i) =>
      arrival({ kind: 0, camera: i % 3 ? 'gate' : 'dock', timing: 'live', regions: [numbered(i)] }, i),
    );
    write(all);
    const read = readAll();
    expect(read.map(({ regions }) => numberOf(regions[0]?.vector))).toEqual(all.map((_, i) => i));
    expect(readAll({ camera: 'dock' as CameraId }).map(({ regions }) => numberOf(regions[0]?.vector))).toEqual(
      all.flatMap((_, i) => (i % 3 ? [] : [i])),
    );
  });

  it('are found by when they came in, whatever is missing between', () => {
    write(Array.from({ length: 300 }, (_, i) => arrival({ ...quiet, regions: [] }, i)));
    const gap = openStore({ path, dropped: createTally() });
    gap.connection.exec('DELETE FROM vectors WHERE (id > 40 AND id < 120) OR id < 10');
    gap.close();
    const times = (since: number, until: number) => readAll({ since, until }).map(({ receivedAt }) => receivedAt);
    fc.assert(
      fc.property(fc.integer({ min: 1990, max: 2310 }), fc.nat(200), (since, length) => {
        const expected = Array.from({ length: 300 }, (_, i) => 2000 + i).filter((at, i) => {
          const kept = (i + 1 <= 40 || i + 1 >= 120) && i + 1 >= 10;
          return kept && at >= since && at < since + length;
        });
        expect(times(since, since + length)).toEqual(expected);
      }),
      { numRuns: 40 },
    );
    expect(times(5000, 4000)).toEqual([]);
  });

  it('are cut into slices that fit into memory, none of them lost', () => {
    const large = new Uint8Array(16_384).fill(7);
    const kind = { fingerprint: kinds[0].fingerprint, codec: 'f32', vectorBytes: large.length } as const;
    const base = arrival(quiet, 0);
    const count = 100;
    write(
      Array.from({ length: count }, (_, sequence): Arrival => {
        const region = { kind: 'global', box: { x: 0, y: 0, width: 1, height: 1 }, vector: large } as const;
        const regions = Array.from({ length: 32 }, () => region);
        return {
          ...base,
          kind,
          message: { ...base.message, sequence, codec: 'f32', regions },
          receivedAt: 2000 + sequence,
        };
      }),
    );
    const history = open();
    const sizes = [...history.read({ ...always, kinds: history.kinds() })].map(({ chunks, share }) => ({
      frames: chunks.reduce((sum, { frames }) => sum + frames, 0),
      bytes: chunks.reduce((sum, { vectors }) => sum + vectors.length, 0),
      share,
    }));
    expect(sizes.length).toBeGreaterThan(1);
    expect(sizes.reduce((sum, { frames }) => sum + frames, 0)).toBe(count);
    for (const { bytes } of sizes) expect(bytes).toBeLessThanOrEqual(32 * 1024 * 1024);
    expect(sizes.at(-1)?.share).toBe(1);
  });

  it('leave no statement open between slices, so that the WAL can shrink', () => {
    for (let i = 0; i < 20_000; i++) store.addVectors(arrival({ ...quiet, regions: [numbered(i)] }, i));
    store.close();
    store = openStore({ path, dropped: createTally() });
    const history = open();
    const reading = history.read({ ...always, kinds: history.kinds() });
    expect(reading.next().done).toBe(false);
    for (let i = 20_000; i < 21_000; i++) store.addVectors(arrival({ ...quiet, regions: [numbered(i)] }, i));
    store.close();
    store = openStore({ path, dropped: createTally() });
    expect(store.connection.pragma('wal_checkpoint(TRUNCATE)')).toMatchObject([{ busy: 0 }]);
    expect([...reading].flatMap(({ chunks }) => chunks).length).toBeGreaterThan(0);
  });

  it('that retention deletes meanwhile are left out', () => {
    for (let i = 0; i < 20_000; i++) store.addVectors(arrival({ ...quiet, regions: [numbered(i)] }, i));
    store.close();
    store = openStore({ path, dropped: createTally() });
    const history = open();
    const reading = history.read({ ...always, kinds: history.kinds() });
    const first = reading.next();
    deleteOld(store.connection, 2000 + 15_000);
    const ids = [...reading].flatMap(({ chunks }) => chunks.flatMap((chunk) => [...chunk.ids]));
    expect(first.done).toBe(false);
    expect(ids[0]).toBe(15_001);
    expect(ids.length).toBe(5000);
  });
});

const quiet: Frame = { kind: 0, camera: 'gate', timing: 'live', regions: [] };

function numbered(i: number) {
  return { kind: 0, vector: Uint8Array.of(i & 255, (i >> 8) & 255, (i >> 16) & 255, 0, 255) };
}

function numberOf([low = -1, middle = 0, high = 0]: readonly number[] = []): number {
  return low + 256 * middle + 65_536 * high;
}
