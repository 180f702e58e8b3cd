import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { createFileKeeper } from '../store/file-space.ts';
import { useStoreBench } from '../testing/store-bench.ts';
import { compactDatabase, openDatabase, openReadOnly } from './database.ts';

const bench = useStoreBench();

/** A database as it was made before space could be given back, half of it empty. */
function writeOld(): void {
  bench.open().store.close();
  const old = new Database(bench.path());
  old.pragma('journal_mode = DELETE');
  old.pragma('auto_vacuum = NONE');
  old.exec('VACUUM');
  old.exec(`CREATE TABLE filler (x BLOB);
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) INSERT INTO filler SELECT zeroblob(4000) FROM n;
    DELETE FROM filler;`);
  old.close();
}

it('a small file that was made without learns to shrink when it is opened', () => {
  writeOld();
  const { connection, close } = openDatabase(bench.path());
  const { shrinks, freeBytes } = createFileKeeper(connection).space();
  close();
  expect({ shrinks, freeBytes }).toEqual({ shrinks: true, freeBytes: 0 });
});

it('a database that is compacted has no free space and can shrink; not while its server runs', () => {
  writeOld();
  const { before, after } = compactDatabase(bench.path());
  expect(after).toBeLessThan(before);
  expect(bench.open().store.trouble()).toBeNull();
  expect(() => compactDatabase(bench.path())).toThrow('another process uses the database');
});

it('a log is emptied when nobody reads from it, and nobody is waited for', () => {
  const { store } = bench.open();
  const file = createFileKeeper(store.connection);
  expect(file.space().walBytes).toBeGreaterThan(0);
  const reader = openReadOnly(bench.path());
  const reading = reader.prepare('SELECT name FROM sqlite_schema').iterate();
  reading.next();
  store.connection.exec('CREATE TABLE more (x)');
  expect(file.emptyLog()).toBe(false);
  reading.return?.();
  reader.close();
  expect(file.emptyLog()).toBe(true);
  expect(file.space().walBytes).toBe(0);
});
