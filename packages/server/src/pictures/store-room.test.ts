import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createTally } from '@splitsight/kernel';
import type { CameraId, PictureView, SiteId } from '@splitsight/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OwnedDatabase, openDatabase } from '../store/database.ts';
import { createPictureTable, type PictureTable } from '../store/pictures.ts';
import { jpegOf } from '../testing/picture-agent.ts';
import { type Folder, makeFolder } from '../testing/run-server.ts';
import { openPictureShelf } from './shelf.ts';
import { createStoreRoom, type PictureRemoval } from './store-room.ts';

let folder: Folder;
let database: OwnedDatabase;
let table: PictureTable;
let now: number;

beforeEach(() => {
  folder = makeFolder();
  database = openDatabase(join(folder.path, 'test.db'));
  table = createPictureTable(database.connection);
  now = 1_000_000;
});
afterEach(() => {
  database.close();
  folder.remove();
});

function openRoom(limits: { keepFor?: number; maxBytes?: number; minFreeBytes?: number } = {}) {
  const { keepFor = 1e9, maxBytes = 1e9, minFreeBytes = 0 } = limits;
  const removed = createTally<PictureRemoval>();
  const shelf = openPictureShelf({ folder: join(folder.path, 'pictures'), minFreeBytes }, table.ids());
  const room = createStoreRoom({ clock: { now: () => now }, table, shelf, keepFor, maxBytes, removed });
  let count = 0;
  /** Keeps a picture asked for now. */
  async function add(): Promise<PictureView> {
    const id = (++count).toString(16).padStart(16, '0');
    const kept = await room.keep(id, await jpegOf());
    if (typeof kept === 'string') throw new Error(kept);
    const view: PictureView = {
      ...{ id, site: 'yard' as SiteId, camera: 'gate' as CameraId, alert: 'a', offset_ms: count, state: 'here' },
      ...{ reason: null, by: null, asked_at: now, captured_at: now, received_at: now },
      ...{ width: kept.width, height: kept.height, bytes: kept.jpeg.length },
    };
    table.put([view]);
    return view;
  }
  return { room, add, removed, shelf };
}

const files = () => readdirSync(join(folder.path, 'pictures')).sort();

describe('the room of the pictures', () => {
  it('deletes what is too old, file and row', async () => {
    const { room, add, removed } = openRoom({ keepFor: 1000 });
    const old = await add();
    now += 900;
    const young = await add();
    now += 200;
    await room.sweep();
    expect(files()).toEqual([`${young.id}.jpg`]);
    expect([table.get(old.id), table.get(young.id)?.state]).toEqual([undefined, 'here']);
    expect(removed.totals()).toEqual({ age: 1 });
  });

  it('deletes the oldest of what is too much, and says of them that they expired', async () => {
    const size = (await openRoom().add()).bytes;
    const { room, add, removed } = openRoom({ maxBytes: 2.5 * size });
    const views = [];
    for (let i = 0; i < 4; i++) {
      now++;
      views.push(await add());
    }
    await room.sweep();
    expect(table.bytes()).toBeLessThanOrEqual(2.5 * size);
    expect(files()).toEqual(views.slice(2).map(({ id }) => `${id}.jpg`));
    expect(table.get(views[1]?.id ?? '')).toMatchObject({ state: 'none', reason: 'expired', bytes: 0 });
    expect(removed.totals()).toEqual({ size: 2 });
  });

  it.each([
    ['a text', Buffer.from('no picture')],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['nothing', Buffer.alloc(0)],
    ['the first bytes of a JPEG', Buffer.from('ffd8ffe000104a464946', 'hex')],
  ])('keeps no %s', async (_, bytes) => {
    expect(await openRoom().room.keep('0000000000000001', bytes)).toBe('invalid');
    expect(files()).toEqual([]);
  });

  it('keeps no picture that is larger than any camera’s, and nothing that was hidden in one', async () => {
    const { room, shelf } = openRoom();
    expect(await room.keep('0000000000000001', await jpegOf(9, 2000, 2000))).toBe('invalid');
    const hidden = Buffer.from('<script>alert(1)</script>');
    const kept = await room.keep('0000000000000002', Buffer.concat([await jpegOf(), hidden]));
    expect(kept).toMatchObject({ width: 64, height: 36 });
    expect(Buffer.from((await shelf.get('0000000000000002')) ?? []).includes(hidden)).toBe(false);
  });

  it('keeps nothing while the disk has too little room', async () => {
    const { room } = openRoom({ minFreeBytes: 1e18 });
    expect(await room.keep('0000000000000001', await jpegOf())).toBe('full');
    expect(files()).toEqual([]);
  });

  it('looks at many pictures at a time without losing one', async () => {
    const { room } = openRoom();
    const jpeg = await jpegOf();
    const ids = Array.from({ length: 20 }, (_, i) => i.toString(16).padStart(16, '0'));
    const kept = await Promise.all(ids.map((id) => room.keep(id, jpeg)));
    expect(kept.every((one) => typeof one !== 'string')).toBe(true);
    expect(files()).toEqual(ids.map((id) => `${id}.jpg`));
  });
});
