import { readdirSync } from 'node:fs';
import { afterEach, expect, it, vi } from 'vitest';
import { useStoreBench } from '../testing/store-bench.ts';
import { openDatabase } from './database.ts';
import { type DiskProbe, openDiskProbe } from './disk-probe.ts';
import { openLogSync } from './log-sync.ts';

const bench = useStoreBench();

afterEach(() => void vi.useRealTimers());

it('a file system that takes changes says so again and again, and keeps no file', () => {
  const probe = openDiskProbe(bench.path('test.db'));
  for (let i = 0; i < 4100; i++) probe.ask();
  probe.close();
  expect(readdirSync(bench.folder())).toEqual([]);
});

it('a disk that says it has the log is believed only when its file system takes changes after that', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { connection, close } = openDatabase(bench.path());
  const told: unknown[] = [];
  const gone: { why: Error | null } = { why: new Error('the journal is gone') };
  const probe: DiskProbe = {
    ask() {
      if (gone.why) throw gone.why;
    },
    close: () => void told.push('closed'),
  };
  let heard = () => {};
  const failed = new Promise<void>((resolve) => {
    heard = resolve;
  });
  const onFailure = (error: unknown) => {
    told.push(error);
    heard();
  };
  const sync = openLogSync(connection, bench.path(), { onForced() {}, onFailure }, probe);
  connection.exec('CREATE TABLE more (x)');
  sync.committed();
  sync.settle(() => void told.push('settled'));
  await failed;
  // The log can be moved into the database; whether the disk has that is as doubtful.
  vi.advanceTimersByTime(1000);
  expect(told).toMatchObject([{ cause: gone.why }, gone.why]);
  gone.why = null;
  vi.advanceTimersByTime(1000);
  expect(told.slice(2)).toEqual([null, 'settled']);
  sync.close();
  expect(told.at(-1)).toBe('closed');
  close();
});
