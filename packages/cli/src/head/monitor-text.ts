import type { CalibrationAnswer, DriftAnswer, MonitorAnswer, ScoresAnswer } from '@splitsight/server';
import { formatMoment, formatTable } from '../text-table.ts';

const barWidth = 40;

/** What is stale and why, and what the last check found. */
export function describeOverview({ checked_at, next_check_at, job, heads, cameras, shifted }: MonitorAnswer): string {
  const rows = heads.map(({ head, version, site, stale, since, reasons }) => [
    ...[head, version, site, stale ? 'stale' : 'fresh', since === null ? '' : formatMoment(since)],
    reasons.map(({ detail }) => detail).join('; '),
  ]);
  const table =
    heads.length === 0
      ? 'no head is live at a camera\n'
      : formatTable([['head', 'version', 'site', 'state', 'since', 'why'], ...rows]);
  const { steady, drifted, too_little } = cameras;
  const found = `cameras: ${steady} steady, ${drifted} drifted, ${too_little} with too little to compare\n`;
  const scored = shifted.map(
    ({ head, site, camera, psi }) => `${head} scores ${site}/${camera} otherwise than before: PSI ${psi.toFixed(2)}\n`,
  );
  const last = checked_at === null ? 'never checked' : `checked ${formatMoment(checked_at)}`;
  const next = job !== null ? `job ${job} checks now` : next_check_at ? `next ${formatMoment(next_check_at)}` : '';
  return `${table}${found}${scored.join('')}${last}${next && `; ${next}`}\n`;
}

/** A bar for each bin, over all days, and a line a day. */
export function describeScores({ edges, days }: ScoresAnswer): string {
  if (days.length === 0) return 'no scores\n';
  const totals = edges.slice(1).map((_, bin) => days.reduce((sum, { counts }) => sum + (counts[bin] ?? 0), 0));
  const most = Math.max(...totals);
  // Counts differ by powers of ten: bars grow with the logarithm, so that the few high scores are seen.
  const barOf = (count: number) =>
    '█'.repeat(count === 0 ? 0 : Math.max(1, Math.round((barWidth * Math.log1p(count)) / Math.log1p(most))));
  const rows = totals.map((count, bin) => [
    `${scoreText(edges[bin])}–${scoreText(edges[bin + 1])}`.padEnd(15),
    String(count).padStart(10),
    barOf(count),
  ]);
  const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);
  const high = (counts: readonly number[]) => sum(counts.filter((_, bin) => (edges[bin] ?? 0) >= 0.5));
  const byDay = days.map(({ day, version, cameras, counts }) => [
    ...[day, version, String(cameras), String(sum(counts)), String(high(counts))],
    `${((100 * high(counts)) / Math.max(1, sum(counts))).toFixed(2)} %`,
  ]);
  return [
    formatTable([['score', '    scores', ''], ...rows]),
    formatTable([['day (UTC)', 'version', 'cameras', 'scores', '0.5 or more', 'share'], ...byDay]),
  ].join('\n');
}

function scoreText(edge = 0): string {
  return edge > 0 && edge < 0.01 ? edge.toFixed(4) : edge > 0.99 && edge < 1 ? edge.toFixed(4) : edge.toFixed(2);
}

export function describeDrift({ cameras }: DriftAnswer): string {
  if (cameras.length === 0) return 'nothing was checked yet: splitsight head monitor check\n';
  const number = (value: number | null) => (value === null ? '' : value.toFixed(3));
  const rows = cameras.map((one) => [
    ...[one.site, one.camera, formatMoment(one.at), one.verdict.replace('_', ' ')],
    ...[number(one.distance), number(one.usual), number(one.farthest)],
    one.p === null ? '' : one.p < 0.0001 ? '< 0.0001' : one.p.toFixed(4),
    ...[String(one.days), String(one.hours), one.since === null ? '' : formatMoment(one.since)],
  ]);
  const names = ['distance', 'usual', 'farthest', 'p', 'days', 'hours', 'drifted since'];
  return formatTable([['site', 'camera', 'checked', 'verdict', ...names], ...rows]);
}

export function describeCalibration({ head, days, unsure, calibration }: CalibrationAnswer): string {
  if (!calibration) return `no verdicts on alerts of ${head} in ${days} days\n`;
  const { n, stated, precision, agrees, ece, brier, bins } = calibration;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const interval = ({ value, low, high }: typeof precision) =>
    `${percent(value)} (${percent(low)} to ${percent(high)})`;
  const rows = bins.map((bin) => [
    ...[`${bin.from.toFixed(1)}–${bin.to.toFixed(1)}`, String(bin.n), percent(bin.stated), interval(bin.right)],
    bin.agrees ? 'yes' : 'no',
  ]);
  return [
    `${head}: of ${n} alerts of ${days} days ${interval(precision)} were right; ${percent(stated)} were stated: `,
    `${agrees ? 'that agrees' : 'that does not agree'}; ${unsure} more were judged unsure\n`,
    formatTable([['score', 'alerts', 'stated', 'right', 'agrees'], ...rows]),
    `calibration error ${ece.toFixed(3)}, Brier score ${brier.toFixed(3)}\n`,
  ].join('');
}
