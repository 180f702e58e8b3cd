import type { BacktestResult, ThresholdsAnswer, VersionBacktest } from '@splitsight/server';
import { formatMoment, formatTable } from '../text-table.ts';

const mostRows = 20;

/** A backtest for people. */
export function describeBacktest(head: string, result: BacktestResult): string {
  const { vectors, frames, recorded_days: days, took_s: took, since, until } = result;
  const period = since === null || until === null ? '' : ` from ${formatMoment(since)} to ${formatMoment(until)}`;
  const looked = `${vectors} vectors of ${frames} frames${period}, ${number(days)} days, in ${number(took)} s\n`;
  return looked + result.versions.map((version) => describeVersion(head, version)).join('');
}

function describeVersion(head: string, found: VersionBacktest): string {
  const { threshold, instant, k, n, clear } = found.rule;
  const lines = [
    `\n${head} ${found.version}, threshold ${threshold}, instant ${instant}, ${k} of ${n}, clear ${clear}`,
    `  would have raised ${found.alerts} alerts, ${number(found.alerts_per_day)} a day; raised were ${found.raised}`,
    `  both: ${found.both}, only raised: ${found.only_raised}, only this: ${found.only_backtest}`,
  ];
  const days = found.days.slice(-mostRows).map(({ day, site, camera, alerts, raised }) => {
    return [day, `${site}/${camera}`, String(alerts), String(raised)];
  });
  const fresh = found.would_be.filter(({ alert }) => alert === null).slice(0, mostRows);
  const tables = [
    table(['day', 'camera', 'would be', 'raised'], days),
    table(
      ['only this', 'camera', 'peak'],
      fresh.map(({ raised_at, site, camera, peak }) => [formatMoment(raised_at), `${site}/${camera}`, share(peak)]),
    ),
    table(
      ['only raised', 'camera', 'peak', 'by version'],
      found.missed
        .slice(0, mostRows)
        .map(({ raised_at, site, camera, peak, head_version }) => [
          ...[formatMoment(raised_at), `${site}/${camera}`, share(peak), head_version],
        ]),
    ),
    table(
      ['threshold', 'alerts', 'a day'],
      found.thresholds.map(({ threshold: at, alerts, alerts_per_day }) => [
        ...[String(at), String(alerts), number(alerts_per_day)],
      ]),
    ),
  ];
  const rest = found.cut ? '  not everything is listed; --json has more\n' : '';
  return `${lines.join('\n')}\n${tables.join('')}${rest}`;
}

/** Thresholds to choose from, for people. */
export function describeThresholds({ positives, others, rows, picked }: ThresholdsAnswer): string {
  const shown = rows.filter((row) => row.alerts_per_day !== undefined || row.threshold === picked.row?.threshold);
  const text = table(
    ['threshold', 'recall', 'precision', 'false alarms', 'alerts a day'],
    shown.map((row) => [
      `${row.threshold === picked.row?.threshold ? '> ' : '  '}${row.threshold.toFixed(3)}`,
      ...[row.recall, row.precision, row.fpr].map(
        ({ value, low, high }) => `${share(value)} (${share(low)}–${share(high)})`,
      ),
      row.alerts_per_day === undefined ? '' : number(row.alerts_per_day),
    ]),
  );
  const verdict = picked.met ? `${picked.row?.threshold.toFixed(3)} serves the goal best` : (picked.why ?? '');
  return `${positives} held-out items of the class that alerts, ${others} others\n${text}${verdict}\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return rows.length === 0 ? '' : formatTable([head, ...rows]).replaceAll(/^(?=.)/gm, '  ');
}

const share = (value: number) => `${(100 * value).toFixed(1)} %`;

function number(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(0);
}
