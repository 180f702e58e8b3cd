/*
 * Measures how large a server's database gets, scaled down, and what the upkeep of it costs those who write.
 *
 *   node --import tsx --conditions splitsight-source scripts/measure-storage.ts rates CLIP …
 *   node --import tsx --conditions splitsight-source scripts/measure-storage.ts sizes [CAMERAS] [BUSY_SHARE]
 *   node --import tsx --conditions splitsight-source scripts/measure-storage.ts upkeep
 *
 * `rates` prints what an agent with default settings sends of clips. `sizes` writes 30 days of some cameras, 2.4 hours of each day, at such
 * rates, lets retention do its work, and prints the bytes of each kind, scaled to 50 cameras and whole days. `upkeep` writes
 * 1,000 vectors a second and prints how long commits take: alone, while retention works, and while a backup is made.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gazeSchema, openClip } from '@splitsight/edge';
import { createTally, systemClock } from '@splitsight/kernel';
import { createGaze } from '@splitsight/vision';
import { storeSchema } from '../packages/server/src/config/store.ts';
import { openCaretaker } from '../packages/server/src/retention/caretaker.ts';
import { planKeep } from '../packages/server/src/retention/keep-plan.ts';
import { createTasks } from '../packages/server/src/retention/tasks.ts';
import { openDatabase } from '../packages/server/src/store/database.ts';
import { createFileKeeper } from '../packages/server/src/store/file-space.ts';
import { createKeptSizes } from '../packages/server/src/store/kept-sizes.ts';
import { openStore } from '../packages/server/src/store/store.ts';
import { arrivalOf, writePast } from './storage/past.ts';

const day = 86_400_000;
const scaledTo = { cameras: 50, hours: 24 } as const;
const hours = 2.4;
/** Settings that are compared. */
const settings = {
  'as configured by default': {},
  'nothing thinned': { keep: { vectors: { whole_days: 30 }, decisions: { whole_days: 30 } } },
  'keep.vectors.whole_days: 2': { keep: { vectors: { whole_days: 2 } } },
} as const;

const folder = mkdtempSync(join(tmpdir(), 'splitsight-storage-'));
const [what, ...rest] = process.argv.slice(2);
try {
  if (what === 'rates') await rates(rest);
  else if (what === 'sizes') sizes(Number(rest[0] ?? 1), Number(rest[1] ?? 0.1));
  else if (what === 'upkeep') await upkeep();
  else process.stderr.write('usage: measure-storage.ts rates CLIP … | sizes [CAMERAS] [BUSY_SHARE] | upkeep\n');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function rates(clips: readonly string[]): Promise<void> {
  process.stdout.write('| clip | seconds | messages a second | regions a message |\n| --- | --- | --- | --- |\n');
  for (const clip of clips) {
    const gaze = createGaze(gazeSchema.parse({}));
    let [first, last, messages, regions] = [Number.NaN, 0, 0, 0];
    for await (const frame of openClip(clip, { fps: 15, width: 640, height: 360 })) {
      if (Number.isNaN(first)) first = frame.capturedAt;
      last = frame.capturedAt;
      const looked = gaze.step(frame);
      if (looked) messages++;
      regions += looked?.length ?? 0;
    }
    const seconds = (last - first) / 1000;
    const row = [basename(clip), seconds.toFixed(1), (messages / seconds).toFixed(2), (regions / messages).toFixed(2)];
    process.stdout.write(`| ${row.join(' | ')} |\n`);
  }
}

function sizes(cameras: number, busyShare: number): void {
  const now = Date.UTC(2026, 10, 22);
  const scale = (scaledTo.cameras / cameras) * (scaledTo.hours / hours);
  const gigabytes = (bytes: number) => ((bytes * scale) / 1e9).toFixed(2);
  process.stdout.write(
    '| settings | vectors | decisions | alerts | file | rows left |\n| --- | --- | --- | --- | --- | --- |\n',
  );
  for (const [name, config] of Object.entries(settings)) {
    const path = join(folder, 'sizes.db');
    for (const end of ['', '-wal', '-shm', '.lock']) rmSync(`${path}${end}`, { force: true });
    writePast(path, { now, days: 30, hours, cameras, busyShare });
    const database = openDatabase(path);
    const { connection } = database;
    const store = storeSchema.parse(config);
    const file = createFileKeeper(connection);
    const plan = planKeep(store, { now, level: 'roomy', missingBytes: 0, bytes: {} });
    const tasks = createTasks({ connection, config: store, file, onRemoved: () => undefined });
    for (const task of tasks({ now, plan, rowBytes: {}, slackBytes: 0 })) while (task.step(500));
    const bytesOf = (...tables: readonly string[]) =>
      Number(
        connection
          .prepare(
            `SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE aggregate = TRUE AND name IN
               (SELECT name FROM sqlite_schema WHERE tbl_name IN (${tables.map((table) => `'${table}'`).join(', ')}))`,
          )
          .pluck()
          .get(),
      );
    const estimate = createKeptSizes(connection, file);
    for (let look = 0; look < 48; look++) estimate.look();
    const estimated = estimate.sizes();
    const vectors = bytesOf('vectors');
    const rows = Number(connection.prepare('SELECT count(*) FROM vectors').pluck().get());
    const cells = [vectors, bytesOf('decisions'), bytesOf('alerts', 'evidence', 'reviews'), file.space().bytes];
    process.stdout.write(`| ${name} | ${cells.map((one) => `${gigabytes(one)} GB`).join(' | ')} | ${rows} |\n`);
    const off = (kind: 'vectors' | 'decisions' | 'alerts', bytes: number) =>
      `${kind} ${((100 * (estimated?.[kind].bytes ?? 0)) / bytes - 100).toFixed(1)} %`;
    const [, decisions = 0, alerts = 0] = cells;
    const offs = [off('vectors', vectors), off('decisions', decisions), off('alerts', alerts)].join(', ');
    process.stderr.write(`${name}: estimates are off by ${offs}; ${Math.round(vectors / rows)} bytes a vector row\n`);
    database.close();
  }
}

async function upkeep(): Promise<void> {
  const path = join(folder, 'upkeep.db');
  const now = Date.now();
  writePast(path, { now: now - 6 * day, days: 30, hours, cameras: 1, busyShare: 0.1 });
  writeFileSync(join(folder, 'server.yaml'), `store: {path: ${path}}\n`);
  const took: number[] = [];
  const store = openStore({ path, dropped: createTally(), onCommit: (_rows, ms) => void took.push(ms) });
  let sequence = 0;
  const sending = setInterval(() => {
    for (let i = 0; i < 10; i++) store.addVectors(arrivalOf(`live-${i}`, sequence++, Date.now(), 2));
  }, 10);
  const report = (name: string, extra = '') => {
    const sorted = took.splice(0).sort((a, b) => a - b);
    const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1);
    process.stdout.write(`| ${name} | ${sorted.length} | ${at(0.5)} | ${at(0.99)} | ${at(1)} | ${extra} |\n`);
  };
  process.stdout.write('| while | commits | p50 ms | p99 ms | longest ms | |\n| --- | --- | --- | --- | --- | --- |\n');
  await new Promise((resolve) => setTimeout(resolve, 20_000));
  report('nothing else happens');

  const steps: number[] = [];
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const caretaker = openCaretaker({
    ...{ connection: store.connection, config: storeSchema.parse({ path }), clock: systemClock, log },
    onStep: (_task, ms) => void steps.push(ms),
  });
  const began = performance.now();
  await caretaker.look();
  while (caretaker.isBusy()) await new Promise((resolve) => setTimeout(resolve, 100));
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  caretaker.close();
  steps.sort((a, b) => a - b);
  const gone = JSON.stringify(caretaker.removed.totals());
  const stepAt = (share: number) => (steps[Math.floor(share * (steps.length - 1))] ?? 0).toFixed(1);
  report(
    'retention works',
    `${seconds} s; ${steps.length} steps, p99 ${stepAt(0.99)} ms, longest ${stepAt(1)} ms; ${gone}`,
  );

  const main = new URL('../packages/cli/src/main.ts', import.meta.url).pathname;
  const source = ['--import', 'tsx', '--conditions', 'splitsight-source', main];
  const made = spawn(process.execPath, [...source, 'backup', folder, '--config', join(folder, 'server.yaml')]);
  const [code] = await once(made, 'exit');
  report('a backup is made', `exit ${code}; of ${Math.round(statSync(path).size / 1e6)} MB`);
  clearInterval(sending);
  store.close();
}
