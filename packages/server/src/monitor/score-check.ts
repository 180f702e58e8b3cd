import { isShifted, scoreShift } from '@splitsight/learn';
import { type CheckParams, type ScoreFinding, type ShiftFinding, shiftFindingSchema } from '../http/monitor-api.ts';
import type { Baseline } from '../store/monitor-checks.ts';
import type { ScoreRow, ScoreTable } from '../store/monitor-scores.ts';
import { historyDays } from './history.ts';
import { day } from './score-recorder.ts';

/** Days on which scores had shifted are left out, as far back as this. */
const longest = 45;
const maxShifts = 10_000;

/**
 * Compares the scores of the last whole day (UTC) with those of the days before, for each head and camera.
 *
 * @returns what has shifted, and how many cameras were looked at a head and site.
 */
export function checkScores(
  { at, heads }: Pick<CheckParams, 'at' | 'heads'>,
  table: Pick<ScoreTable, 'rows' | 'shifts'>,
  baselines: readonly Baseline[],
): { readonly shifts: readonly ShiftFinding[]; readonly sites: readonly ScoreFinding[] } {
  const today = Math.floor(at / day) - 1;
  const accepted = new Map(baselines.map((one) => [keyOf(one), one]));
  const shifts: ShiftFinding[] = [];
  const sites = new Map<string, ScoreFinding>();
  for (const { head, version } of heads) {
    const query = { head, version, from: today - longest, to: today };
    // What was accepted is no shift any more.
    const shifted = table.shifts(query).filter((row) => row.day * day >= (accepted.get(keyOf(row))?.givenAt ?? 0));
    const excluded = new Set(shifted.map((row) => `${keyOf(row)}/${row.day}`));
    for (const [key, rows] of groupBy(table.rows(query), keyOf)) {
      const first = Math.ceil((accepted.get(key)?.since ?? 0) / day);
      const isUsed = (row: ScoreRow) => row.day === today || !excluded.has(`${key}/${row.day}`);
      const finding = findingOf(
        rows.filter((row) => row.day >= first && isUsed(row)),
        today,
      );
      if (!finding || finding.farthest === null) continue;
      const place = `${head}/${version}/${finding.site}`;
      const site = sites.get(place) ?? { head, version, site: finding.site, tested: 0, shifted: 0 };
      const hasShifted = isShifted(finding);
      sites.set(place, { ...site, tested: site.tested + 1, shifted: site.shifted + (hasShifted ? 1 : 0) });
      if (hasShifted && shifts.length < maxShifts) shifts.push(finding);
    }
  }
  return { shifts, sites: [...sites.values()] };
}

function findingOf(rows: readonly ScoreRow[], today: number): ShiftFinding | undefined {
  const own = rows.find((row) => row.day === today);
  if (!own) return undefined;
  const history = rows.filter((row) => row.day < today).slice(-historyDays);
  const { counts, ...place } = own;
  return shiftFindingSchema.parse({
    ...place,
    ...scoreShift(
      counts,
      history.map((row) => row.counts),
    ),
  });
}

function keyOf({ site, camera }: { readonly site: string; readonly camera: string }): string {
  return `${site}/${camera}`;
}

function groupBy<Item>(items: readonly Item[], keyFor: (item: Item) => string): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyFor(item));
    if (group) group.push(item);
    else groups.set(keyFor(item), [item]);
  }
  return groups;
}
