import { createResnet, type ResnetArch, resnetArchs, writeModel } from '@splitsight/model-tools';
import { type Command, Option } from 'commander';
import { parseWholeNumber } from '../options.ts';

interface SynthFlags {
  readonly arch: ResnetArch;
  readonly version: '1' | '2';
  readonly seed: number;
  readonly size: number;
  readonly opset: number;
  readonly out: string;
}

/** Adds `splitsight models synth`. */
export function registerSynth(models: Command): void {
  models
    .command('synth')
    .description('make a ResNet of the standard topology with random weights, to test speed and structure')
    .addOption(new Option('--arch <name>', 'which one').choices(resnetArchs).makeOptionMandatory())
    .addOption(
      new Option('--version <n>', '1: He et al. 2015; 2: He et al. 2016, norms first').choices(['1', '2']).default('1'),
    )
    .option('--seed <n>', 'of the weights', parseWholeNumber(0, 1_000_000), 1)
    .option('--size <pixels>', 'height and width of the pictures', parseWholeNumber(32, 1024), 224)
    .option('--opset <n>', 'the operator set; below 9 the file is like the oldest ones', parseWholeNumber(7, 21), 17)
    .requiredOption('--out <file>', 'the file to write')
    .action((flags: SynthFlags) => {
      writeModel(flags.out, createResnet({ ...flags, version: flags.version === '1' ? 1 : 2 }));
      process.stdout.write(`${flags.out}\n`);
    });
}
