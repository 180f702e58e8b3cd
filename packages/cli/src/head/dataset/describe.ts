import type { Added, dataSetsAnswerSchema } from '@splitsight/server';
import type { DataSetProfile } from '@splitsight/training';
import type { z } from 'zod';
import { formatMoment, formatTable } from '../../text-table.ts';

type DataSetView = z.output<typeof dataSetsAnswerSchema>['datasets'][number];

/** A line a data set. */
export function describeDataSets(sets: readonly DataSetView[]): string {
  const rows = sets.map(({ name, items, labels, backbone, codec, changed_at, changed_by }) => [
    ...[name, String(items), labelsLine(labels), backbone ?? '', codec ?? '', formatMoment(changed_at), changed_by],
  ]);
  return formatTable([['data set', 'items', 'labels', 'backbone', 'codec', 'changed', 'by'], ...rows]);
}

export function labelsLine(labels: Readonly<Record<string, number>>): string {
  return Object.entries(labels)
    .map(([label, n]) => `${label} ${n}`)
    .join(', ');
}

/** What became of items that were to be added. */
export function describeAdded({ added, repeated, kept, relabelled, different }: Added): string {
  const lines = [
    `${added} added`,
    ...(repeated > 0 ? [`${repeated} were in the set already`] : []),
    ...(kept > 0 ? [`${kept} are in the set with another label and keep it; --relabel changes them`] : []),
    ...(relabelled > 0 ? [`${relabelled} have another label now`] : []),
    ...(different.count > 0
      ? [
          `${different.count} have the name of an item with another vector, and were left out: ${different.origins.join(', ')}`,
        ]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

const shownTallies = 20;
const shownItems = 3;

/** A profile for people: counts, values, likeness, and what is wrong. */
export function describeProfile(profile: DataSetProfile): string {
  const { n, dims, groups, given_groups, classes, cameras, days, dimensions, duplicates, outliers, problems } = profile;
  const labels = classes.map(({ label }) => label);
  const values = [Math.min(...dimensions.min), mean(dimensions.mean), Math.max(...dimensions.max)];
  const [least, middle, most] = values.map((value) => value.toPrecision(3));
  const items = (origins: readonly string[]) =>
    origins
      .slice(0, shownItems)
      .map((origin) => `    ${origin}\n`)
      .join('') + (origins.length > shownItems ? '    …\n' : '');
  const given = given_groups === 0 ? '' : `, ${given_groups} items of which were given`;
  return [
    `${profile.name}: ${n} items in ${groups} groups${given}, ${dims} dimensions, sha256 ${profile.sha256.slice(0, 16)}…\n\n`,
    formatTable([
      ['class', 'items', 'groups', 'cameras', 'days'],
      ...classes.map((one) => [one.label, ...[one.n, one.groups, one.cameras, one.days].map(String)]),
    ]),
    ...tallies('camera', labels, cameras),
    ...tallies('day (UTC)', labels, days),
    `\nvalues ${least} to ${most}, mean ${middle}; ${dimensions.constant.length} of ${dims} never change\n`,
    `${duplicates.near} items have near-duplicates (cosine ${duplicates.similarity} or more) and make ${duplicates.groups} groups; `,
    `${duplicates.equal} equal an earlier one; ${outliers} are outliers\n`,
    problems.length === 0 ? '\nnothing is wrong with it\n' : '\n',
    ...problems.map(({ code, severity, message, items: named }) => `${severity} ${code}: ${message}\n${items(named)}`),
  ].join('');
}

function tallies(what: string, labels: readonly string[], rows: DataSetProfile['cameras']): string[] {
  if (rows.length === 0 || rows.every(({ name }) => name === '')) return [];
  const shown = rows.slice(0, shownTallies).map(({ name, counts }) => [name || '(none)', ...counts.map(String)]);
  const more = rows.length > shownTallies ? `… and ${rows.length - shownTallies} more\n` : '';
  return ['\n', formatTable([[what, ...labels], ...shown]), more];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
