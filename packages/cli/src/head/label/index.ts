import type { Command } from 'commander';
import { registerRange } from './range.ts';
import { registerSimilar } from './similar.ts';
import { registerVerdicts } from './verdicts.ts';

/** Adds `splitsight head label …` to the program: labels from what the server has seen. */
export function registerLabel(head: Command, signal: AbortSignal): void {
  const label = head
    .command('label')
    .description('label what a server has stored: alerts, times, and what is like them');
  registerVerdicts(label, signal);
  registerRange(label, signal);
  registerSimilar(label, signal);
}
