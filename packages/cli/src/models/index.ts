import type { Command } from 'commander';
import { registerSynth } from './synth.ts';

/** Adds `splitsight models …` to the program. */
export function registerModels(program: Command, _signal: AbortSignal): void {
  const models = program.command('models').description('get, cut, shrink and measure models');
  registerSynth(models);
}
