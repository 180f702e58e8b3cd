import type { Command } from 'commander';
import { registerBench } from './bench.ts';
import { registerCodec } from './codec.ts';
import { registerImport } from './import.ts';
import { registerList } from './list.ts';
import { registerProfile } from './profile.ts';
import { registerPull } from './pull.ts';
import { registerQuantize } from './quantize.ts';
import { registerSplit } from './split.ts';
import { registerSynth } from './synth.ts';
import { registerVerify } from './verify.ts';

/** Adds `splitsight models …` to the program. */
export function registerModels(program: Command, signal: AbortSignal): void {
  const models = program.command('models').description('get, cut, shrink and measure models');
  registerBench(models, signal);
  registerCodec(models, signal);
  registerList(models, signal);
  registerProfile(models, signal);
  registerPull(models, signal);
  registerImport(models);
  registerVerify(models, signal);
  registerQuantize(models, signal);
  registerSplit(models, signal);
  registerSynth(models);
}
