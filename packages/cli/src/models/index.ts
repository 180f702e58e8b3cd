import type { Command } from 'commander';

/** Adds `splitsight models …` to the program. */
export function registerModels(program: Command, _signal: AbortSignal): void {
  program.command('models').description('get, cut, shrink and measure models');
}
