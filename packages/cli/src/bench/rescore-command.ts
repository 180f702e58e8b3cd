import { type Command, Option } from 'commander';
import { parseWholeNumber } from '../options.ts';
import { say } from '../output.ts';
import { shipped } from '../stack/shipped.ts';
import { benchRescore, measureHere, measureOption } from './rescore.ts';

interface RescoreFlags {
  readonly rows: number;
  readonly cameras: number;
  readonly head: string;
  readonly seed: number;
  readonly measure?: string;
  readonly json?: true;
}

/** Adds `splitsight bench rescore`. */
export function registerBenchRescore(bench: Command, signal: AbortSignal): void {
  bench
    .command('rescore')
    .description('how fast a backtest goes through stored vectors on one core: SQLite, head, decisions, alerts')
    .option('--rows <n>', 'how many vectors', parseWholeNumber(1000, 100_000_000), 1_000_000)
    .option('--cameras <n>', 'how many cameras they come from', parseWholeNumber(1, 4096), 16)
    .option('--head <dir>', 'the head that scores them', shipped.heads.fire)
    .option('--seed <n>', 'of the vectors', parseWholeNumber(0, 1_000_000), 1)
    .option('--json', 'print nothing but the JSON line')
    .addOption(new Option(`${measureOption} <database>`).hideHelp())
    .action(async ({ json, measure, ...flags }: RescoreFlags) => {
      const onProgress = (line: string) => say({ json }, line);
      const report = measure
        ? await measureHere(measure, flags.head, signal)
        : await benchRescore({ ...flags, signal, onProgress });
      process.stdout.write(`${JSON.stringify(report)}\n`);
    });
}
