import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { CodedError } from '@splitsight/kernel';
import { waitFor } from '@splitsight/testkit';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { alert, arrival, useStoreBench } from '../testing/store-bench.ts';
import { migrations } from './migrations.ts';

const { open, path, folder, read } = useStoreBench();

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as CodedError).code;
  }
  throw new Error('nothing was thrown');
}

describe('a database that cannot be used', () => {
  it('is refused while another process writes to it', async () => {
    open().store.close();
    const holder = await holdLock(path());
    try {
      expect(codeOf(open)).toBe('STORE_LOCKED');
    } finally {
      holder.kill('SIGKILL');
    }
  });

  it('is refused while another server has it open', () => {
    open();
    expect(codeOf(open)).toBe('STORE_LOCKED');
  });

  it('is refused when it is no database', () => {
    mkdirSync(dirname(path()));
    writeFileSync(path(), 'this is not a database, but long enough to have a header of a hundred bytes. '.repeat(4));
    expect(codeOf(open)).toBe('STORE_CORRUPT');
  });

  it('is refused when its pages are damaged', () => {
    const { store } = open();
    for (let sequence = 0; sequence < 200; sequence++) store.addVectors(arrival(sequence, 500));
    store.close();
    const bytes = readFileSync(path());
    bytes.fill(0xa5, 8 * 4096, 24 * 4096);
    writeFileSync(path(), bytes);
    expect(codeOf(open)).toBe('STORE_CORRUPT');
  });

  it('is refused when a newer version wrote it', () => {
    open().store.close();
    const database = new Database(path());
    database.pragma(`user_version = ${migrations.length + 1}`);
    database.close();
    expect(codeOf(open)).toBe('STORE_NEWER');
  });

  it('is refused when its folder cannot be made', () => {
    writeFileSync(join(folder(), 'a'), 'a file where the folder should be');
    expect(codeOf(open)).toBe('STORE_UNUSABLE');
  });
});

describe('a full disk', () => {
  it('makes vectors wait, but no alerts; all are written when there is room', async () => {
    const { store, dropped, troubles } = open({ maxPages: 160 });
    for (let sequence = 0; sequence < 50; sequence++) store.addVectors(arrival(sequence, 500));
    await waitFor(() => store.waiting() === 0);
    for (let sequence = 50; sequence < 1000; sequence++) store.addVectors(arrival(sequence, 500));
    let isSettled = false;
    store.settle(() => {
      isSettled = true;
    });
    store.putAlert(alert('a', 100));
    await waitFor(() => store.trouble());
    expect(store.trouble()?.code).toBe('STORE_FULL');
    expect([isSettled, store.waiting()]).toEqual([false, 950]);

    store.connection.pragma('max_page_count = 100000');
    await waitFor(() => isSettled);
    expect(troubles).toEqual(['STORE_FULL', undefined]);
    expect(dropped.totals()).toEqual({});
    store.close();
    expect(read('SELECT id FROM alerts')).toEqual([{ id: 'a' }]);
    expect(read('SELECT COUNT(*) AS n FROM vectors')).toEqual([{ n: 1000 }]);
  });
});

/** Another process that holds a write transaction open. */
async function holdLock(database: string): Promise<ChildProcess> {
  const library = createRequire(import.meta.url).resolve('better-sqlite3');
  const script = `const d = new (require(${JSON.stringify(library)}))(${JSON.stringify(database)});
    d.exec('BEGIN EXCLUSIVE'); console.log('held'); setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  holder.stdout?.on('data', (data) => {
    output += data;
  });
  await waitFor(() => output.includes('held'));
  return holder;
}
