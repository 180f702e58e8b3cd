import type { Fingerprint } from '@splitsight/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CheckChunk, type CheckResult, checkChunkSchema, checkResultSchema } from '../http/monitor-api.ts';
import { type OwnedDatabase, openDatabase } from '../store/database.ts';
import { createCheckTable } from '../store/monitor-checks.ts';
import { createScoreTable } from '../store/monitor-scores.ts';
import { day, firstDay, movedLook, pastSite, span, usualLook, writeDays } from '../testing/past-days.ts';
import { type Folder, makeFolder } from '../testing/run-server.ts';
import { checkWork } from './check-work.ts';
import { scoreBins } from './score-bins.ts';

let folder: Folder;
const path = () => `${folder.path}/test.db`;
const [float, int8, other] = ['00', '11', '22'].map((byte) => byte.repeat(8)) as [
  Fingerprint,
  Fingerprint,
  Fingerprint,
];

beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => folder.remove());

function write(camera: string, days: readonly number[], look: readonly number[] = usualLook, fingerprint = float) {
  writeDays(
    path(),
    days.map((index) => ({ index, camera, look, fingerprint })),
  );
}

function withDatabase<Result>(use: (owned: OwnedDatabase['connection']) => Result): Result {
  const owned = openDatabase(path());
  try {
    return use(owned.connection);
  } finally {
    owned.close();
  }
}

let checkId = 0;

/** Checks at the end of a day (0 is the first), and stores what was found as the server does. */
async function check(index: number): Promise<CheckChunk & Pick<CheckResult, 'scores' | 'seen'>> {
  const at = firstDay + (index + 1) * day;
  const chunks: CheckChunk[] = [];
  const result = checkResultSchema.parse(
    await checkWork(
      { at, level: 0.01, heads: [{ head: 'fire', version: '1' }], families: [[float, int8]] },
      {
        ...{ database: path(), backbones: [], headsDir: folder.path, scratch: folder.path },
        ...{ signal: new AbortController().signal, progress: () => {} },
        emit: async (chunk) => void chunks.push(checkChunkSchema.parse(chunk)),
      },
    ),
  );
  withDatabase((connection) => {
    const table = createCheckTable(connection);
    for (const chunk of chunks) table.add(++checkId, at, chunk);
    table.finish(checkId, result);
    for (const { shifts } of chunks) createScoreTable(connection).addShifts(shifts);
  });
  const { scores, seen } = result;
  const [cameras, shifts] = [chunks.flatMap((chunk) => chunk.cameras), chunks.flatMap((chunk) => chunk.shifts)];
  return { scores, seen, cameras, shifts };
}

describe('a check of the features', () => {
  it('finds nothing at cameras that show what they always did, with the numbers of a variant too', async () => {
    write('gate', span(0, 14));
    write('gate', [14], usualLook, int8);
    expect((await check(14)).cameras).toMatchObject([
      { site: pastSite, camera: 'gate', verdict: 'steady', days: 14, hours: 24, rows: 72, history_rows: 1008 },
    ]);
  });

  it('finds a camera that was moved, day after day: a day that drifted is no history', async () => {
    write('gate', span(0, 14));
    write('gate', span(14, 17), movedLook);
    for (const index of span(14, 17)) {
      expect((await check(index)).cameras).toMatchObject([
        { verdict: 'drifted', since: firstDay + 14 * day, fingerprint: float },
      ]);
    }
  });

  it('takes what a camera shows for right when somebody said so, and finds what changes after that', async () => {
    write('gate', span(0, 14));
    write('gate', span(14, 22), movedLook);
    write('gate', [22], usualLook);
    await check(14);
    const accepted = { site: pastSite, camera: 'gate', since: firstDay + 14 * day, givenAt: firstDay + 15 * day };
    withDatabase((connection) => createCheckTable(connection).accept(accepted, 'ann'));
    expect((await check(15)).cameras).toMatchObject([
      { verdict: 'too_little', accepted_since: accepted.since, days: 1 },
    ]);
    expect((await check(21)).cameras).toMatchObject([{ verdict: 'steady', days: 7 }]);
    expect((await check(22)).cameras).toMatchObject([{ verdict: 'drifted', since: firstDay + 22 * day }]);
  });

  it('says where there is too little history, and of a camera that was away', async () => {
    write('gate', span(0, 3));
    write('roof', span(0, 2));
    expect((await check(2)).cameras).toMatchObject([
      { camera: 'gate', verdict: 'too_little', days: 2, distance: null, p: null, since: null },
      { camera: 'roof', verdict: 'too_little', hours: 0 },
    ]);
  });

  it('compares no vectors of two backbones, and says whose came', async () => {
    write('gate', span(0, 14));
    write('gate', [14], movedLook, other);
    const { cameras, seen } = await check(14);
    expect(cameras).toMatchObject([{ verdict: 'too_little', fingerprint: other, days: 0 }]);
    expect(seen).toEqual([
      { site: pastSite, fingerprint: float, lately: false },
      { site: pastSite, fingerprint: other, lately: true },
    ]);
  });

  it('is done at once with an empty database', async () => {
    withDatabase(() => undefined);
    expect(await check(0)).toMatchObject({ cameras: [], shifts: [], scores: [], seen: [] });
  });
});

describe('a check of the scores', () => {
  const today = Math.floor((firstDay + 15 * day) / day) - 1;
  const counts = (low: number, high: number) =>
    Float64Array.from({ length: scoreBins }, (_, bin) => (bin < 4 ? low : high));
  const row = { head: 'fire', version: '1', site: pastSite, camera: 'gate' };
  const add = (days: readonly number[], histogram: Float64Array) =>
    withDatabase((connection) =>
      createScoreTable(connection).add(days.map((ago) => ({ ...row, day: today - ago, counts: histogram }))),
    );

  it('finds a camera that is scored otherwise, the next day too', async () => {
    add(span(1, 15), counts(90, 5));
    add([0, -1], counts(5, 90));
    for (const index of [14, 15]) {
      const { shifts, scores } = await check(index);
      expect(shifts).toMatchObject([{ ...row, day: today + index - 14 }]);
      expect(shifts[0]?.psi).toBeGreaterThan(1);
      expect(scores).toEqual([{ head: 'fire', version: '1', site: pastSite, tested: 1, shifted: 1 }]);
    }
  });

  it('finds nothing where days are alike, and tests nothing without history', async () => {
    add(span(0, 15), counts(90, 5));
    expect(await check(14)).toMatchObject({ shifts: [], scores: [{ tested: 1, shifted: 0 }] });
    expect(await check(3)).toMatchObject({ shifts: [], scores: [] });
  });
});
