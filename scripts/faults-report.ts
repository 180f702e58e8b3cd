import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/**
 * The table of what was broken on purpose. `pnpm test:faults` leaves its findings in .cache/faults/long; run by itself,
 * this file gathers them into benchmarks/faults.json, and `pnpm generate` writes the table of that into
 * docs/reliability.md.
 */
const grownSchema = z.object({ from: z.number(), to: z.number() });
const findingSchema = z.object({
  fault: z.string(),
  rounds: z.int(),
  account: z.object({
    produced: z.int(),
    stored: z.int(),
    spooled: z.int().default(0),
    dropped: z.int().default(0),
    diedWithAgent: z.int().optional(),
    lost: z.int().optional(),
    duplicates: z.int().optional(),
  }),
  recovery: z.object({ p50_ms: z.number(), max_ms: z.number() }).optional(),
  holdings: z.object({ descriptors: grownSchema, mib: grownSchema }).optional(),
  held: z.string().optional(),
  note: z.string().optional(),
});
const reportSchema = z.object({
  commit: z.string(),
  date: z.string(),
  machine: z.string(),
  findings: z.record(z.string(), findingSchema),
});

const from = '<!-- faults: written by pnpm generate -->';
const to = '<!-- end of faults -->';

/** A document with the table of a report between its marks. */
export function withFaults(document: string, reportText: string): string {
  const { commit, date, machine, findings } = reportSchema.parse(JSON.parse(reportText));
  const rows = Object.values(findings).map(row);
  const head = [
    `Commit ${commit}, ${date}, ${machine}.`,
    '',
    '| what was broken | times | produced | stored | dropped, counted | died in memory | lost | twice | heard again after, middle and longest | what went through it held, first and last |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
  ];
  const [before = '', rest = ''] = document.split(from);
  return `${before}${from}\n\n${[...head, ...rows].join('\n')}\n\n${to}${rest.split(to)[1] ?? ''}`;
}

function row({ fault, rounds, account, recovery, holdings, held, note }: z.output<typeof findingSchema>): string {
  const { produced, stored, dropped, diedWithAgent, lost, duplicates } = account;
  const again = recovery ? `${seconds(recovery.p50_ms)}, ${seconds(recovery.max_ms)} s` : '';
  const change = ({ from: a, to: b }: z.output<typeof grownSchema>) => `${a} → ${b}`;
  const holds = holdings ? `${held}: ${change(holdings.descriptors)} descriptors, ${change(holdings.mib)} MiB` : '';
  const what = note ? `${fault} (${note})` : fault;
  const counts = [rounds, produced, stored, dropped, diedWithAgent, lost, duplicates].map((n) => n ?? '–');
  return `| ${[what, ...counts, again, holds].join(' | ')} |`;
}

function seconds(millis: number): string {
  return (millis / 1000).toFixed(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = new URL(`../.cache/faults/${process.argv[2] ?? 'long'}/`, import.meta.url);
  const machine = process.argv[3] ?? 'a machine of 2 cores';
  const names = readdirSync(folder).sort();
  const findings = names.map((name) => [
    name.replace('.json', ''),
    JSON.parse(readFileSync(new URL(name, folder), 'utf8')),
  ]);
  const report = reportSchema.parse({
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
    date: new Date().toISOString().slice(0, 10),
    machine,
    findings: Object.fromEntries(findings),
  });
  writeFileSync(new URL('../benchmarks/faults.json', import.meta.url), `${JSON.stringify(report, null, 2)}\n`);
}
