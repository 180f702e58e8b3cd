import type { Command } from 'commander';
import { parseWholeNumber } from '../options.ts';
import { say } from '../output.ts';
import { benchTrain } from './train.ts';

interface TrainFlags {
  readonly rows: number;
  readonly dims: number;
  readonly hidden: number;
  readonly seed: number;
  readonly json?: true;
}

/** Adds `splitsight bench train`. */
export function registerBenchTrain(bench: Command, signal: AbortSignal): void {
  bench
    .command('train')
    .description('how long heads take to train, linear and with a hidden layer, by L-BFGS and by SGD')
    .option('--rows <n>', 'how many vectors', parseWholeNumber(100, 262_144), 10_000)
    .option('--dims <n>', 'values in a vector', parseWholeNumber(8, 4_096), 512)
    .option('--hidden <n>', 'outputs of the hidden layer', parseWholeNumber(1, 4_096), 64)
    .option('--seed <n>', 'of vectors and trainings', parseWholeNumber(0, 1_000_000), 1)
    .option('--json', 'print nothing but the JSON line')
    .action(async ({ json, ...flags }: TrainFlags) => {
      const onProgress = (line: string) => say({ json }, line);
      process.stdout.write(`${JSON.stringify(await benchTrain({ ...flags, signal, onProgress }))}\n`);
    });
}
