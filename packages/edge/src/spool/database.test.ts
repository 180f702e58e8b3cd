import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSpoolDatabase, type SpoolItem } from './database.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-spool-'));
  path = join(folder, 'deep', 'spool.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (above = 0) => openSpoolDatabase(path, { above, isChecked: true });
const item = (name: string, bytes = 8): SpoolItem => ({ at: 1, topic: name, payload: new Uint8Array(bytes).fill(7) });

describe('the file of the spool', () => {
  test('gives back what was written, in order, after it was closed', () => {
    const first = open();
    expect(first.insert([item('a'), item('b')])).toEqual([1, 2]);
    first.close();
    const second = open();
    const { rows, broken } = second.read(0);
    expect(rows.map(({ id, at, topic, payload }) => [id, at, topic, [...payload]])).toEqual([
      [1, 1, 'a', Array(8).fill(7)],
      [2, 1, 'b', Array(8).fill(7)],
    ]);
    expect(broken).toEqual([]);
    expect(second.totals().messages).toBe(2);
    second.close();
  });

  test('counts what is deleted once, and never gives an id again', () => {
    const file = open();
    file.insert([item('a'), item('b'), item('c')]);
    expect(file.remove([1, 3, 3, 99])).toBe(2);
    expect(file.totals().messages).toBe(1);
    expect(file.remove([2])).toBe(1);
    expect(file.insert([item('d')])).toEqual([4]);
    expect(file.oldest(5)).toEqual([{ id: 4, at: 1 }]);
    file.close();
    const other = open(10);
    expect(other.insert([item('e')])).toEqual([11]);
    other.close();
  });

  test('gives its room back once it is empty', () => {
    const file = open();
    const ids = file.insert(Array.from({ length: 200 }, (_, i) => item(`m${i}`, 10_000)));
    expect(file.totals().bytes).toBeGreaterThan(2_000_000);
    file.remove(ids.slice(1));
    file.shrink();
    expect(file.totals().messages).toBe(1);
    file.remove(ids);
    file.shrink();
    expect(file.totals().bytes).toBeLessThan(40_000);
    file.close();
  });

  test('reads only so much at once', () => {
    const file = open();
    file.insert(Array.from({ length: 100 }, () => item('small')));
    expect(file.read(0).rows).toHaveLength(64);
    file.insert(Array.from({ length: 100 }, () => item('large', 100_000)));
    expect(file.read(100).rows).toHaveLength(3);
    file.close();
  });

  test('tells messages whose bytes have changed on the disk', () => {
    const file = open();
    file.insert([item('a'), item('b'), item('c')]);
    file.close();
    const raw = new Database(path);
    raw.exec("UPDATE message SET payload = x'00' WHERE id = 2");
    raw.close();
    const again = open();
    const { rows, broken } = again.read(0);
    expect([rows.map(({ id }) => id), broken]).toEqual([[1, 3], [2]]);
    again.close();
  });

  test('can be read by its owner alone', () => {
    const file = open();
    file.insert([item('a')]);
    for (const part of ['', '-wal']) expect(statSync(path + part).mode & 0o777).toBe(0o600);
    file.close();
  });

  test('belongs to one agent at a time', () => {
    const file = open();
    expect(open).toThrow(expect.objectContaining({ code: 'SPOOL_LOCKED' }));
    file.close();
    open().close();
  });

  test.each([
    ['its head', 0],
    ['its middle', 5 * 4096],
  ])('is refused with damage in %s', (_where, at) => {
    const file = open();
    file.insert(Array.from({ length: 100 }, () => item('a', 500)));
    file.close();
    const handle = openSync(path, 'r+');
    writeSync(handle, new Uint8Array(600).fill(0xa5), 0, 600, at);
    closeSync(handle);
    expect(open).toThrow(expect.objectContaining({ code: 'SPOOL_CORRUPT' }));
  });

  test("another program's database is left alone", () => {
    const file = open();
    file.close();
    rmSync(path);
    const other = new Database(path);
    other.exec('CREATE TABLE precious (id)');
    other.close();
    expect(open).toThrow(expect.objectContaining({ code: 'SPOOL_UNUSABLE' }));
  });

  test('a folder in its place, or a file in its folder’s, makes it unusable', () => {
    writeFileSync(join(folder, 'deep'), '');
    expect(open).toThrow(expect.objectContaining({ code: 'SPOOL_UNUSABLE' }));
  });
});
