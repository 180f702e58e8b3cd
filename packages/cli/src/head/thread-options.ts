import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { parseWholeNumber } from '../options.ts';

/** Adds `--threads` and `--json` to a command that runs a backbone. */
export function withThreads(command: Command): Command {
  const threads = Math.min(4, availableParallelism());
  return command
    .option('--threads <n>', 'threads of the backbone', parseWholeNumber(1, 64), threads)
    .option('--json', 'print nothing but one JSON line, last');
}
