import { execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Logger } from '@splitsight/kernel/node';
import { canMount, waitFor } from '@splitsight/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type SpoolConfig, spoolSchema } from '../config/spool.ts';
import { openSpool, type Spool } from './spool.ts';

let folder: string;
let path: string;
let lines: string[];
const opened: Spool[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-spool-'));
  path = join(folder, 'spool.db');
  lines = [];
});
afterEach(() => {
  for (const spool of opened.splice(0)) spool.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(config: Partial<SpoolConfig> = {}, monotonic?: () => number): Spool {
  const write = (line: string) => void lines.push(line);
  const log: Logger = { debug: write, info: write, warn: write, error: write };
  const spool = openSpool({ ...spoolSchema.parse({}), path, ...config }, log, monotonic);
  opened.push(spool);
  return spool;
}

const items = (from: number, to: number, bytes = 500, at = Date.now()) =>
  Array.from({ length: to - from }, (_, i) => ({ at, topic: `m${from + i}`, payload: new Uint8Array(bytes) }));

function takeAll(spool: Spool): { id: number; topic: string }[] {
  const rows = [];
  for (let row = spool.next(); row; row = spool.next()) rows.push({ id: row.id, topic: row.topic });
  return rows;
}
const topicsOf = (spool: Spool) => takeAll(spool).map(({ topic }) => topic);
const numbered = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `m${from + i}`);

/** As if its owner looked after it for a while. */
async function tendUntil(spool: Spool, condition: () => boolean): Promise<void> {
  await waitFor(() => {
    spool.tend(Date.now());
    return condition();
  });
}

describe('the spool', () => {
  test('gives messages in order, each once, and again after a break', () => {
    const spool = open();
    spool.put(items(0, 200));
    expect(topicsOf(spool)).toEqual(numbered(0, 200));
    expect(spool.next()).toBeUndefined();
    spool.backAll();
    expect(topicsOf(spool)).toEqual(numbered(0, 200));
  });

  test('what has arrived is deleted, and does not come again, neither after a break nor in the next run', async () => {
    const spool = open();
    spool.put(items(0, 300));
    for (const { id } of takeAll(spool).slice(0, 150)) spool.done(id);
    spool.backAll();
    expect(topicsOf(spool)).toEqual(numbered(150, 300));
    expect(spool.state()).toMatchObject({ messages: 150, sent: 150, written: 300 });
    const before = spool.state().bytes;
    await tendUntil(spool, () => spool.state().bytes < before);
    spool.close();
    expect(topicsOf(open())).toEqual(numbered(150, 300));
  });

  test('a message that is on its way already is not given until the connection breaks', () => {
    const spool = open();
    const [first, second] = spool.put(items(0, 3)) ?? [];
    spool.hold(first ?? 0);
    spool.hold(second ?? 0);
    expect(topicsOf(spool)).toEqual(['m2']);
    spool.done(first ?? 0);
    spool.backAll();
    expect(topicsOf(spool)).toEqual(['m1', 'm2']);
  });

  test('tells how much it holds, and since when', () => {
    const spool = open();
    expect(spool.state()).toMatchObject({ state: 'ok', messages: 0, oldest_at: null, dropped: {} });
    spool.put(items(0, 10, 500, 1_700_000_000_000));
    spool.put(items(10, 20, 500, 1_700_000_001_000));
    expect(spool.state()).toMatchObject({ state: 'ok', messages: 20, oldest_at: 1_700_000_000_000 });
  });

  test('lies in the state directory that systemd gives, if its path is relative', () => {
    process.env.STATE_DIRECTORY = folder;
    try {
      open({ path: 'data/spool.db' });
    } finally {
      delete process.env.STATE_DIRECTORY;
    }
    expect(existsSync(join(folder, 'data', 'spool.db'))).toBe(true);
  });

  test('keeps to its size: the oldest go, are counted, and are not sent', async () => {
    const spool = open({ max_mb: 1 });
    for (let i = 0; i < 60; i++) {
      spool.put(items(i * 50, i * 50 + 50));
      spool.tend(Date.now());
    }
    await tendUntil(spool, () => spool.state().bytes <= 1_000_000);
    const { messages, state, dropped } = spool.state();
    expect(state).toBe('full');
    expect(messages).toBeGreaterThan(1_200);
    expect(messages + (dropped.size ?? 0)).toBe(3_000);
    expect(topicsOf(spool)).toEqual(numbered(3_000 - messages, 3_000));
  });

  test('what is on its way is not dropped with the oldest', async () => {
    const spool = open({ max_mb: 1 });
    spool.put(items(0, 100));
    const flying = [spool.next(), spool.next()];
    for (let i = 2; i < 60; i++) spool.put(items(i * 50, i * 50 + 50));
    await tendUntil(spool, () => spool.state().bytes <= 1_000_000);
    for (const row of flying) spool.done(row?.id ?? 0);
    const { messages, dropped, sent } = spool.state();
    expect([sent, messages + (dropped.size ?? 0)]).toEqual([2, 2_998]);
  });

  test('what an earlier run wrote goes when it is too old', async () => {
    const first = open();
    first.put([...items(0, 10, 500, Date.now() - 3_600_000), ...items(10, 20)]);
    first.close();
    let steady = 0;
    let ahead = 0;
    const spool = open({ max_age_s: 9_000 }, () => steady);
    const pass = (by: number) => {
      steady += by;
      spool.tend(Date.now() + steady + ahead);
    };
    // A clock that is set ahead by a day, and right again within the hour, makes nothing too old.
    for (ahead of [0, 86_400_000, 0]) for (let i = 0; i < 29; i++) pass(60_000);
    expect(spool.state().dropped).toEqual({});
    for (let i = 0; i < 40; i++) pass(60_000);
    expect(spool.state().dropped).toEqual({ age: 10 });
    expect(topicsOf(spool)).toEqual(numbered(10, 20));
  });

  test('a damaged file is set aside, once, and a new one is begun', () => {
    for (const round of [1, 2]) {
      const spool = open();
      spool.put(items(0, 200));
      spool.close();
      const file = openSync(path, 'r+');
      writeSync(file, new Uint8Array(4096).fill(0x5a), 0, 4096, 5 * 4096);
      closeSync(file);
      const next = open();
      expect(next.state()).toMatchObject({ state: 'ok', messages: 0, dropped: { corrupt: 200 } });
      expect(lines.filter((line) => line.startsWith('SPOOL_CORRUPT'))).toHaveLength(round);
      expect(next.put(items(0, 5))).toHaveLength(5);
      expect(topicsOf(next)).toEqual(numbered(0, 5));
      for (const { id } of [...Array(5)].map((_, i) => ({ id: i + 1 }))) next.done(id);
      next.close();
    }
    expect(readdirSync(folder).sort()).toEqual(['spool.db', 'spool.db.broken']);
  });

  test('a file that holds no database is set aside, too', () => {
    writeFileSync(path, 'not a database, '.repeat(1000));
    const spool = open();
    expect(spool.put(items(0, 5))).toHaveLength(5);
    expect(spool.state()).toMatchObject({ state: 'ok', messages: 5, dropped: { corrupt: 1 } });
    expect(existsSync(`${path}.broken`)).toBe(true);
  });

  test('a disk that cannot be used is told, and used once it can be', async () => {
    writeFileSync(join(folder, 'no-folder'), '');
    const spool = open({ path: join(folder, 'no-folder', 'spool.db') });
    expect(spool.put(items(0, 5))).toBeUndefined();
    expect(spool.state()).toMatchObject({ state: 'failing', reason: expect.stringContaining('SPOOL_UNUSABLE') });
    expect(spool.next()).toBeUndefined();
    rmSync(join(folder, 'no-folder'));
    await tendUntil(spool, () => spool.state().state === 'ok');
    expect(spool.put(items(0, 5))).toHaveLength(5);
    expect(lines).toHaveLength(2);
  });

  test('every message of a run that was killed at any moment is there, or was never said to be', async () => {
    const program = fileURLToPath(new URL('./testing/spool-child.ts', import.meta.url));
    let expected = 0;
    for (const delay of [0, 30]) {
      const child = spawn(
        process.execPath,
        ['--import', 'tsx', '--conditions', 'splitsight-source', program, path, String(expected)],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      let said = -1;
      const gone = new Promise((resolve) => child.once('close', resolve));
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (said < 0) setTimeout(() => child.kill('SIGKILL'), delay);
        said = Number(line);
      });
      await gone;
      expect(said).toBeGreaterThan(expected);
      const spool = open();
      const topics = topicsOf(spool);
      expect(spool.state()).toMatchObject({ state: 'ok', messages: topics.length, dropped: {} });
      expect(topics).toEqual(numbered(0, topics.length));
      expect(topics.length).toBeGreaterThanOrEqual(said);
      expected = topics.length;
      spool.close();
    }
  });

  test.skipIf(!canMount())('a full disk is told; what is on it is sent, and it is used again', async () => {
    const disk = join(folder, 'disk');
    execFileSync('mkdir', [disk]);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'none', disk]);
    try {
      const spool = open({ path: join(disk, 'spool.db') });
      let written = 0;
      for (let ids = spool.put(items(0, 50)); ids; ids = spool.put(items(written, written + 50))) written += ids.length;
      expect(spool.state()).toMatchObject({ state: 'full', messages: written });
      expect(spool.state().reason).toContain('SPOOL_FULL');
      const rows = takeAll(spool);
      expect(rows.map(({ topic }) => topic)).toEqual(numbered(0, written));
      for (const { id } of rows) spool.done(id);
      await tendUntil(spool, () => spool.state().state === 'ok' && spool.state().messages === 0);
      expect(spool.put(items(0, 50))).toHaveLength(50);
      expect(topicsOf(spool)).toEqual(numbered(0, 50));
      spool.close();
    } finally {
      execFileSync('umount', [disk]);
    }
  });

  test.skipIf(!canMount())('a read-only disk is told, and used once it can be written', async () => {
    const disk = join(folder, 'disk');
    execFileSync('mkdir', [disk]);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'none', disk]);
    try {
      const first = open({ path: join(disk, 'spool.db') });
      first.put(items(0, 50));
      first.close();
      execFileSync('mount', ['-o', 'remount,ro', disk]);
      const spool = open({ path: join(disk, 'spool.db') });
      expect(spool.put(items(50, 60))).toBeUndefined();
      expect(spool.state()).toMatchObject({ state: 'failing', reason: expect.stringContaining('SPOOL_UNUSABLE') });
      execFileSync('mount', ['-o', 'remount,rw', disk]);
      await tendUntil(spool, () => spool.state().state === 'ok');
      expect(spool.put(items(50, 60))).toHaveLength(10);
      expect(topicsOf(spool)).toEqual(numbered(0, 60));
      spool.close();
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});
