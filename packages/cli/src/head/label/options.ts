import { regionKinds } from '@splitsight/wire';
import type { Command } from 'commander';
import type { ServerFlags } from '../../api/flags.ts';
import { say } from '../../output.ts';
import { parseMoment } from '../../times.ts';

/** Adds `--regions` to a command. */
export function withRegions(command: Command): Command {
  return command.option('--regions <kinds>', `which kinds, with commas: ${regionKinds.join(', ')}`, (text) =>
    text.split(','),
  );
}

/** The part of a request that says which regions. */
export function regionsOf({ regions }: { readonly regions?: string[] }): object {
  return regions === undefined ? {} : { regions };
}

/** The part of a request that says who changes something, and what becomes of labels that were given before. */
export function changes({ by, relabel }: { readonly by: string; readonly relabel?: true }) {
  return { by, existing: relabel ? 'relabel' : 'keep' };
}

/** How a job is followed. */
export function following(flags: ServerFlags, signal: AbortSignal) {
  return { server: flags.server, token: flags.token, signal, onProgress: (line: string) => say(flags, line) };
}

/** A moment by the clock of this machine. */
export function moment(text: string): number {
  return parseMoment(text, Date.now());
}
