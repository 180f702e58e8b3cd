import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { parseWholeNumber } from '../options.ts';
import { say } from '../output.ts';
import { benchSoak } from './soak/soak.ts';

interface SoakFlags {
  readonly minutes: number;
  readonly cameras: number;
  readonly events: number;
  readonly seed: number;
  readonly svg?: string;
  readonly json?: true;
}

/** Adds `splitsight bench soak`. */
export function registerBenchSoak(bench: Command, signal: AbortSignal): void {
  bench
    .command('soak')
    .description('whether memory, descriptors and latency stay level while things happen all the time')
    .option(
      '--minutes <n>',
      'how long to watch, after a warm-up of a third as long again, ten minutes at most',
      parseWholeNumber(1, 10_080),
      30,
    )
    .option('--cameras <n>', 'how many virtual cameras', parseWholeNumber(1, 16), 2)
    .option('--events <n>', 'fires a minute and camera; one is a busy yard', parseWholeNumber(1, 60), 20)
    .option('--seed <n>', 'seed of the scenes', parseWholeNumber(0, 1_000_000), 1)
    .option('--svg <file>', 'draw how it went')
    .option('--json', 'print nothing but the JSON line')
    .action(async ({ svg: file, json, ...flags }: SoakFlags) => {
      const onProgress = (line: string) => say({ json }, line);
      const { report, svg } = await benchSoak({ ...flags, signal, onProgress });
      if (file !== undefined) await writeFile(file, svg);
      process.stdout.write(`${JSON.stringify(report)}\n`);
      if (!report.flat) process.exitCode = 1;
    });
}
