import type { Command } from 'commander';

/** Adds `splitsight head train | evaluate`. */
export function registerHead(program: Command, _signal: AbortSignal): void {
  program.command('head').description('train and evaluate heads');
}
