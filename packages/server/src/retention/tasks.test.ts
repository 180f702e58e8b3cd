import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dayOf } from '../clock/days.ts';
import { storeSchema } from '../config/store.ts';
import { type OwnedDatabase, openDatabase } from '../store/database.ts';
import { createEgressTable } from '../store/egress.ts';
import { createFileKeeper } from '../store/file-space.ts';
import { type KeptAlert, type KeptFrame, writeKept } from '../testing/kept-rows.ts';
import { type Folder, makeFolder } from '../testing/run-server.ts';
import { planKeep, type Standing } from './keep-plan.ts';
import { createTasks } from './tasks.ts';

const second = 1000;
const minute = 60 * second;
const day = 86_400_000;
const now = Date.UTC(2026, 10, 22);

let folder: Folder;
let path: string;
const opened: OwnedDatabase[] = [];

beforeEach(() => {
  folder = makeFolder();
  path = join(folder.path, 'test.db');
});

afterEach(() => {
  for (const one of opened.splice(0)) one.close();
  folder.remove();
});

/** Opens what was written, to do rounds with it. */
function open(config: object = {}) {
  const database = openDatabase(path);
  opened.push(database);
  const { connection } = database;
  const store = storeSchema.parse(config);
  const removed: Record<string, number> = {};
  const tasksOf = createTasks({
    ...{ connection, config: store, file: createFileKeeper(connection) },
    onRemoved(kind, why, rows) {
      removed[`${kind} ${why}`] = (removed[`${kind} ${why}`] ?? 0) + rows;
    },
  });
  return {
    connection,
    removed,
    column: (sql: string) => connection.prepare(sql).pluck().all(),
    /** @param rows in one step. */
    round(standing: Partial<Standing> = {}, rows = 100, rowBytes = 100) {
      const plan = planKeep(store, { now, level: 'roomy', missingBytes: 0, bytes: {}, ...standing });
      const order = { plan, slackBytes: 0, rowBytes: { vectors: rowBytes, decisions: rowBytes, alerts: rowBytes } };
      for (const task of tasksOf({ ...order, now: standing.now ?? now })) while (task.step(rows));
    },
  };
}

/** A frame of each of two cameras a second, from an age on. */
function seconds(count: number, age: number): KeptFrame[] {
  return Array.from({ length: count }, (_, i): KeptFrame[] => {
    const at = now - age + i * second;
    return [
      { camera: 'gate', at, score: i / count },
      { camera: 'door', at, score: 1 - i / count },
    ];
  }).flat();
}

const alertOf = (id: string, age: number, frames: readonly number[]): KeptAlert => ({
  ...{ id, camera: 'gate', raisedAt: now - age, frames },
});

describe('retention', () => {
  it.each([
    [{}, [300]],
    [{ keep: { books: { days: 500 } } }, [300, 450]],
    [{ retention_days: 3650 }, [300, 450, 600]],
  ])('keeps what left the sites for as many days as the books (%j)', (config, ages) => {
    const { connection, round, column } = open(config);
    const dayAgo = (age: number) => dayOf(now - age * day);
    const counts = { site: 'yard', kind: 'features', messages: 1, bytes: 1, toldMessages: 0, toldBytes: 0 } as const;
    const rows = [300, 450, 600].map((age) => ({ ...counts, day: dayAgo(age) }));
    createEgressTable(connection).add(rows, []);
    round();
    expect(column('SELECT day FROM egress ORDER BY day DESC')).toEqual(ages.map(dayAgo));
  });

  it('deletes vectors, decisions and alerts that are too old, each kind by its own age', () => {
    const frames = [40, 20, 1].map((age) => ({ camera: 'gate', at: now - age * day }));
    writeKept(path, frames, [alertOf('old', 40 * day, []), alertOf('young', 20 * day, [])]);
    const { round, column } = open({ keep: { decisions: { days: 10 }, alerts: { days: 50 } } });
    round();
    expect(column('SELECT sequence FROM vectors')).toEqual([1, 2]);
    expect(column('SELECT count(*) FROM decisions')).toEqual([1]);
    expect(column('SELECT id FROM alerts ORDER BY id')).toEqual(['old', 'young']);
  });

  it('keeps an alert that goes on, however long ago it was raised', () => {
    writeKept(path, [], [{ ...alertOf('active', 40 * day, []), isActive: true }, alertOf('ended', 40 * day, [])]);
    const { round, column } = open();
    round();
    expect(column('SELECT id FROM alerts')).toEqual(['active']);
  });

  it('keeps what alerts were raised from as long as they are, and not longer', () => {
    writeKept(path, seconds(200, 40 * day), [alertOf('kept', 20 * day, [10, 250])]);
    const { round, column } = open();
    round({}, 7);
    expect(column('SELECT sequence FROM vectors')).toEqual([10, 250]);
    round({ now: now + 20 * day }, 7);
    expect(column('SELECT count(*) FROM vectors')).toEqual([0]);
    expect(column('SELECT count(*) FROM evidence')).toEqual([0]);
  });

  it('thins old vectors to one a minute of each camera, and decisions to the highest, in whatever steps', () => {
    const from = now - 10 * day;
    writeKept(path, seconds(300, 10 * day));
    const { round, column } = open();
    round({}, 23);
    const minutes = Array.from({ length: 5 }, (_, i) => from + i * minute);
    const kept = (camera: number) => column(`SELECT captured_at FROM vectors WHERE camera_id = ${camera} ORDER BY id`);
    expect([kept(1), kept(2)]).toEqual([minutes, minutes]);
    const highest = column('SELECT score FROM decisions WHERE camera_id = 1 ORDER BY id');
    expect(highest).toEqual([59, 119, 179, 239, 299].map((i) => i / 300));
  });

  it('leaves what is near an alert of the camera whole', () => {
    writeKept(path, seconds(600, 10 * day), [alertOf('near', 10 * day - 300 * second, [])]);
    const { round, column } = open();
    round();
    const kept = (camera: number) => column(`SELECT count(*) FROM vectors WHERE camera_id = ${camera}`);
    // 121 seconds around the alert, and the first of each other minute.
    expect([kept(1), kept(2)]).toEqual([[121 + 8], [10]]);
  });

  it('deletes the oldest where a kind is too large, once thinning was not enough, and no more than that', () => {
    writeKept(path, seconds(500, 2 * day));
    const { round, column, removed } = open({ keep: { vectors: { max_mb: 1 } } });
    // Of 1000 rows 990 are too many, with 2 % to spare; thinning leaves 18.
    round({ bytes: { vectors: 1_000_000 + (990 / 1.02) * 100_000 } }, 50, 100_000);
    expect(removed).toMatchObject({ 'vectors thinned': 982, 'vectors size': 8 });
    expect(column('SELECT count(*) FROM vectors')).toEqual([10]);
  });

  it('makes room on a short disk, but keeps the last day', () => {
    writeKept(path, [...seconds(200, 3 * day), ...seconds(200, day / 2)]);
    const { round, column } = open();
    round({ level: 'short', missingBytes: 1e9, bytes: { vectors: 1e9, decisions: 0 } });
    const ages = column('SELECT received_at FROM vectors').map((at) => now - Number(at));
    expect(ages.length).toBeGreaterThan(0);
    expect(Math.max(...ages)).toBeLessThanOrEqual(day);
  });

  it('takes rows of a wrong clock for as old as their capture, and goes past them', () => {
    writeKept(path, [
      { camera: 'gate', at: now - 40 * day },
      { camera: 'gate', at: now + 400 * day },
      { camera: 'gate', at: now - 39 * day },
      { camera: 'gate', at: now - 2 * day },
    ]);
    const { round, column } = open();
    round({}, 1);
    expect(column('SELECT sequence FROM vectors')).toEqual([1, 3]);
  });

  it('gives the space back to the disk, while the rest stays readable', () => {
    writeKept(
      path,
      Array.from({ length: 3000 }, (_, i) => ({ camera: 'gate', at: now - 40 * day + i, bytes: 1000 })),
    );
    const { round, column } = open();
    const pages = () => Number(column('PRAGMA page_count')[0]);
    const before = pages();
    round();
    expect(pages()).toBeLessThan(before / 3);
    expect(column('PRAGMA freelist_count')).toEqual([0]);
    expect(column('PRAGMA integrity_check')).toEqual(['ok']);
  });
});
