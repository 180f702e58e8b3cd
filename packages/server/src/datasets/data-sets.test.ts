import { join } from 'node:path';
import { createTally } from '@splitsight/kernel';
import { writeTinyBackbone, writeTinyVariant } from '@splitsight/testkit';
import { hashDataSet, type Item } from '@splitsight/training';
import type { Fingerprint } from '@splitsight/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openReadOnly } from '../store/database.ts';
import { loadDataSet } from '../store/items-loader.ts';
import { openStore, type Store } from '../store/store.ts';
import { type Folder, makeFolder } from '../testing/run-server.ts';
import { createDataSets, type DataSets } from './data-sets.ts';
import { createKnownBackbones } from './known-backbones.ts';

let folder: Folder;
let path: string;
let store: Store;
let sets: DataSets;
let fingerprint: Fingerprint;
let int8: Fingerprint;
let other: Fingerprint;

beforeEach(() => {
  folder = makeFolder();
  path = join(folder.path, 'test.db');
  const [tiny, second] = [join(folder.path, 'tiny'), join(folder.path, 'second')];
  fingerprint = writeTinyBackbone(tiny).fingerprint;
  int8 = writeTinyVariant(tiny).variants?.[0]?.fingerprint ?? fingerprint;
  other = writeTinyBackbone(second, { name: 'second' }).fingerprint;
  open([tiny, second]);
});

afterEach(() => {
  store.close();
  folder.remove();
});

function open(folders: readonly string[], maxPages?: number): void {
  store = openStore({ path, dropped: createTally(), ...(maxPages !== undefined && { maxPages }) });
  const backbones = createKnownBackbones(folders);
  sets = createDataSets({ connection: store.connection, path, clock: { now: () => 1000 }, backbones });
}

function item(sequence: number, changes: Partial<Item> = {}): Item {
  return {
    origin: { kind: 'vector', site: 'yard', camera: 'gate', bootId: '00000000000000aa', sequence, region: 0 },
    label: 'person',
    vector: Uint8Array.of(sequence & 255, sequence >> 8, 0, 0, 0, 0, 0, 255),
    fingerprint,
    camera: 'yard/gate',
    capturedAt: 1000 * sequence,
    region: 'motion',
    box: { x: 0, y: 0, width: 1, height: 1 },
    group: null,
    judged: true,
    weight: 1,
    ...changes,
  };
}

const range = (count: number, from = 0) => Array.from({ length: count }, (_, i) => item(from + i));
const add = (name: string, items: readonly Item[], existing: 'keep' | 'relabel' = 'keep', codec: 'u8' | 'f32' = 'u8') =>
  sets.add(sets.get(name).id, { codec, items, existing, by: 'ann' });
const coded = (code: string) => expect.objectContaining({ code });
function load(name: string) {
  const reader = openReadOnly(path);
  try {
    return loadDataSet(reader, name);
  } finally {
    reader.close();
  }
}

describe('data sets', () => {
  it('keep items whole, and tell how many of each label there are', () => {
    sets.create('people', 'ann');
    const picture = item(0, {
      origin: { kind: 'picture', name: 'person/1.jpg', view: 2 },
      ...{ camera: null, capturedAt: null, group: 'street', judged: false, weight: 0.25, region: 'global' },
    });
    expect(add('people', [item(2), item(1, { label: 'empty' }), picture])).toMatchObject({ added: 3, repeated: 0 });
    expect(sets.get('people')).toMatchObject({
      ...{ items: 3, labels: { empty: 1, person: 2 }, codec: 'u8', fingerprint, backbone: 'tiny-colour' },
      ...{ createdBy: 'ann', changedBy: 'ann' },
    });
    expect(load('people')).toEqual({
      name: 'people',
      codec: 'u8',
      items: [picture, item(1, { label: 'empty' }), item(2)],
    });
  });

  it('have one hash however their items were added', () => {
    sets.create('a', 'ann');
    sets.create('b', 'ann');
    add('a', range(5000));
    for (const one of range(10, 4990)) add('b', [one]);
    add('b', range(4990));
    expect(load('a').items).toEqual(load('b').items);
    expect(hashDataSet(load('a'))).toBe(hashDataSet(load('b')));
  });

  it('hold an origin once; the label it has stays unless told otherwise', () => {
    sets.create('a', 'ann');
    add('a', [item(1)]);
    expect(add('a', [item(1)])).toMatchObject({ added: 0, repeated: 1, different: { count: 0 } });
    const again = item(1, { label: 'empty', vector: new Uint8Array(8) });
    const different = { count: 1, origins: ['vector:yard/gate/00000000000000aa/1/0'] };
    expect(add('a', [again])).toMatchObject({ added: 0, kept: 1, different });
    expect(sets.get('a').labels).toEqual({ person: 1 });
    expect(add('a', [again], 'relabel')).toMatchObject({ added: 0, relabelled: 1 });
    expect(sets.get('a').labels).toEqual({ empty: 1 });
  });

  it('hold vectors of a backbone and its variants, and of no other, in one codec', () => {
    sets.create('a', 'ann');
    add('a', [item(1), item(2, { fingerprint: int8 })]);
    expect(() => add('a', [item(3), item(4, { fingerprint: other })])).toThrow(coded('DATASET_KINDS'));
    expect(() => add('a', [item(3, { vector: new Uint8Array(32) })], 'keep', 'f32')).toThrow(coded('DATASET_KINDS'));
    const unknown = item(3, { fingerprint: '0123456789abcdef' as Fingerprint });
    expect(() => add('a', [unknown])).toThrow(coded('DATASET_BACKBONE'));
    expect(sets.get('a').items).toBe(2);
    sets.create('b', 'ann');
    expect(() => add('b', [item(3), item(4, { fingerprint: other })])).toThrow(coded('DATASET_KINDS'));
    expect(sets.get('b')).toMatchObject({ items: 0, codec: null, fingerprint: null });
  });

  it.each([
    ['a label with a slash', 'DATASET_LABEL', { label: 'a/b' }],
    ['an emoji', 'DATASET_LABEL', { label: '🔥' }],
    ['300 characters', 'DATASET_LABEL', { label: 'x'.repeat(300) }],
    ['a short vector', 'DATASET_VECTOR_SIZE', { vector: new Uint8Array(7) }],
  ])('add nothing of a batch with %s', (_, code, changes) => {
    sets.create('a', 'ann');
    expect(() => add('a', [...range(10), item(11, changes)])).toThrow(coded(code));
    expect(sets.get('a').items).toBe(0);
  });

  it('refuse floats that are no numbers', () => {
    sets.create('a', 'ann');
    const vector = new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6, 7, Number.NaN).buffer);
    expect(() => add('a', [item(1, { vector })], 'keep', 'f32')).toThrow(coded('DATASET_VALUES'));
  });

  it('are relabelled and thinned by origin and by label', async () => {
    sets.create('a', 'ann');
    add('a', range(2500));
    const known = 'vector:yard/gate/00000000000000aa/7/0';
    expect(await sets.relabel('a', { origins: [known, 'picture:x#0'] }, 'empty', 'ben')).toEqual({
      changed: 1,
      unchanged: 0,
      missing: ['picture:x#0'],
    });
    expect(sets.get('a').labels).toEqual({ empty: 1, person: 2499 });
    expect(await sets.relabel('a', { label: 'person' }, 'human', 'ben')).toEqual({
      changed: 2499,
      unchanged: 0,
      missing: [],
    });
    expect(sets.get('a')).toMatchObject({ labels: { empty: 1, human: 2499 }, changedBy: 'ben' });
    await expect(sets.relabel('a', { label: 'human' }, 'a/b', 'ben')).rejects.toEqual(coded('DATASET_LABEL'));
    expect(await sets.removeItems('a', { label: 'human' }, 'ben')).toEqual({
      changed: 2499,
      unchanged: 0,
      missing: [],
    });
    expect(await sets.removeItems('a', { origins: [known] }, 'ben')).toEqual({ changed: 1, unchanged: 0, missing: [] });
    expect(sets.get('a')).toMatchObject({ items: 0, labels: {} });
  });

  it('are paged by label and camera', () => {
    sets.create('a', 'ann');
    add('a', [item(1), item(2, { label: 'empty' }), item(3), item(4, { camera: 'yard/dock' })]);
    const page = (query: object) =>
      sets.items('a', { after: 0, limit: 10, ...query }).map(({ item: { capturedAt } }) => capturedAt);
    expect(page({})).toEqual([1000, 2000, 3000, 4000]);
    expect(page({ label: 'person', limit: 2 })).toEqual([1000, 3000]);
    expect(page({ after: 2 })).toEqual([3000, 4000]);
    expect(page({ camera: 'yard/dock' })).toEqual([4000]);
    expect(page({ camera: 'yard/dock', label: 'empty' })).toEqual([]);
  });

  it('are renamed and deleted; a name is free again at once, and rows go a step at a time', () => {
    sets.create('a', 'ann');
    add('a', range(2500));
    const before = sets.get('a').id;
    expect(sets.rename('a', 'b', 'ben')).toMatchObject({ name: 'b', items: 2500 });
    expect(() => sets.create('b', 'ann')).toThrow(coded('DATASET_TAKEN'));
    sets.remove('b');
    expect(() => sets.get('b')).toThrow(coded('DATASET_UNKNOWN'));
    expect(() => sets.byId(before)).toThrow(coded('DATASET_UNKNOWN'));
    expect(sets.create('b', 'ann')).toMatchObject({ items: 0 });
    expect([sets.sweep(), sets.sweep(), sets.sweep()]).toEqual([true, true, false]);
    expect(store.connection.prepare('SELECT count(*) FROM items').pluck().get()).toBe(0);
    expect(sets.list().map(({ name }) => name)).toEqual(['b']);
  });

  it('that are not there, or hold nothing, cannot be read', () => {
    expect(() => load('a')).toThrow(coded('DATASET_UNKNOWN'));
    sets.create('a', 'ann');
    expect(() => load('a')).toThrow(coded('DATASET_EMPTY'));
  });

  it('have no more labels than a head has classes', () => {
    sets.create('a', 'ann');
    add(
      'a',
      range(1024).map((one, i) => ({ ...one, label: `l${i}` })),
    );
    expect(() => add('a', [item(2000, { label: 'one-more' })])).toThrow(coded('DATASET_LABELS'));
    expect(sets.get('a').items).toBe(1024);
  });

  it('are no more than a server can list', () => {
    for (let i = 0; i < 256; i++) sets.create(`s${i}`, 'ann');
    expect(() => sets.create('one-more', 'ann')).toThrow(coded('DATASET_TOO_MANY'));
  });

  it('are unchanged by what a full disk does not take', () => {
    sets.create('a', 'ann');
    add('a', range(10));
    store.close();
    open([join(folder.path, 'tiny')], 80);
    expect(() => add('a', range(5000, 10))).toThrow(coded('STORE_FULL'));
    expect(sets.get('a')).toMatchObject({ items: 10, labels: { person: 10 } });
    expect(load('a').items).toEqual(range(10));
  });
});
