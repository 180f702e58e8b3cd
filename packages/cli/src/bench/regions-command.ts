import type { Command } from 'commander';
import { createUnreadableLog } from '../head/report.ts';
import { parseWholeNumber } from '../options.ts';
import { say } from '../output.ts';
import { shipped } from '../stack/shipped.ts';
import { benchRegions, type RegionsReport } from './regions/regions.ts';

interface RegionsFlags {
  readonly images: string;
  readonly groups?: string;
  readonly backbone: string;
  readonly threads: number;
  readonly seed: number;
  readonly json?: true;
}

/** Adds `splitsight bench regions`. */
export function registerBenchRegions(bench: Command, signal: AbortSignal): void {
  bench
    .command('regions')
    .description('which small fires each kind of region finds, and what a look at it costs')
    .requiredOption('--images <dir>', 'the pictures: DIR/fire/*.jpg and those of another class')
    .option('--groups <file>', 'near-duplicates that must not straddle folds: <class>/<file>, label, group')
    .option('--backbone <dir>', 'the backbone', shipped.backbone)
    .option('--threads <n>', 'threads of the backbone', parseWholeNumber(1, 64), 1)
    .option('--seed <n>', 'of places, folds and intervals', parseWholeNumber(0, 1_000_000), 1)
    .option('--json', 'print nothing but the JSON line')
    .action(async ({ json, ...flags }: RegionsFlags) => {
      const report = await benchRegions({
        ...flags,
        signal,
        onUnreadable: createUnreadableLog().log,
        onProgress: (line) => say({ json }, line),
      });
      if (!json) process.stdout.write(describeReport(report));
      process.stdout.write(`${JSON.stringify(report)}\n`);
    });
}

/** The report as Markdown tables. */
function describeReport({ heads, cost }: RegionsReport): string {
  const percent = (share: number) => (100 * share).toFixed(0);
  const parts = Object.entries(heads).map(([name, reports]) => {
    const [first] = Object.values(reports);
    const sizes = Object.keys(first?.fires ?? {});
    const rows = Object.entries(reports).map(([method, { threshold_at_1, fires, control }]) => {
      const cells = sizes.map((size) => {
        const found = fires[size];
        if (!found) return '';
        const { value, low, high } = found.recall_at_1;
        return `${percent(value)} (${percent(low)}–${percent(high)}), ${found.auroc.toFixed(3)}`;
      });
      return `| ${[method, threshold_at_1.toFixed(2), ...cells, percent(control)].join(' | ')} |`;
    });
    const heading = ['', 'threshold', ...sizes, 'control'].join(' | ');
    return [name, '', `| ${heading} |`, `|${' --- |'.repeat(sizes.length + 3)}`, ...rows, ''].join('\n');
  });
  const costs = Object.entries(cost).map(([name, { ms, bytes }]) => `${name}: ${ms} ms, ${bytes} bytes`);
  return `${[...parts, ...costs].join('\n')}\n`;
}
