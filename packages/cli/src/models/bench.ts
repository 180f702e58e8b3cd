import { availableParallelism } from 'node:os';
import {
  chooseVariant,
  describeProcessor,
  processorFiles,
  readBackboneManifest,
  readProcessor,
} from '@splitsight/inference';
import { measureSpeed, readGraphs, withMeasured, writeFiles } from '@splitsight/model-tools';
import type { PrecisionName } from '@splitsight/wire';
import type { Command } from 'commander';
import { parseWholeNumber } from '../options.ts';
import { describeSpeeds } from './quantize-figures.ts';
import { parseThreads } from './quantize-options.ts';

interface BenchFlags {
  readonly threads: number[];
  readonly rounds: number;
  readonly save?: true;
  readonly json?: true;
}

/** Adds `splitsight models bench`. */
export function registerBench(models: Command, signal: AbortSignal): void {
  models
    .command('bench')
    .description('time the variants of a backbone on this machine, and say which one an agent here should run')
    .argument('<backbone>', 'the folder of the backbone')
    .option('--threads <list>', 'numbers of threads to time', parseThreads, [1, 2, 4])
    .option('--rounds <n>', 'how often each is timed', parseWholeNumber(1, 10_000), 100)
    .option('--save', 'write it into the manifest, so that model.variant: auto chooses by it')
    .option('--json', 'print nothing but one JSON line')
    .action((backbone: string, flags: BenchFlags) => bench(backbone, flags, signal));
}

async function bench(
  directory: string,
  { threads, rounds, save, json }: BenchFlags,
  signal: AbortSignal,
): Promise<void> {
  const before = readBackboneManifest(directory);
  const speeds = await measureSpeed(readGraphs(directory, before), before, { threads, rounds, signal });
  const [processor, cores] = [readProcessor(), availableParallelism()];
  const timesOf = (precision: PrecisionName) => speeds.filter((speed) => speed.precision === precision);
  const { manifest, files } = processorFiles(directory, (variant) =>
    withMeasured(variant, processor, timesOf(variant.precision), rounds, cores),
  );
  const set = chooseVariant(manifest, 'auto', processor);
  const auto = chooseVariant(save ? manifest : before, 'auto', processor);
  if (save) writeFiles(directory, files);
  if (!json) {
    process.stdout.write(`${describeProcessor(processor)}, ${cores} cores\n`);
    for (const precision of new Set(speeds.map((speed) => speed.precision))) {
      process.stdout.write(`${precision.padEnd(7)}  ${describeSpeeds(timesOf(precision))}\n`);
    }
    process.stdout.write(`set model.variant: ${set.precision} (auto runs ${auto.precision}: ${auto.why})\n`);
  }
  process.stdout.write(
    `${JSON.stringify({ backbone: directory, set: set.precision, auto: auto.precision, speeds })}\n`,
  );
}
