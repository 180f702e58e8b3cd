import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { modelsDirectory } from '../stack/shipped.ts';

/** Where models are, and what the catalog of official ones is. */
export interface FolderFlags {
  readonly models: string;
  readonly catalog: string;
}

/** Adds the options of all commands that look after the models folder. */
export function withFolder(command: Command): Command {
  return command
    .option('--models <dir>', 'the models folder; ./models if there is one, else that of the program', modelsFolder())
    .option('--catalog <file>', 'the catalog of official models', join(modelsDirectory, 'catalog.json'));
}

/** The models folder that is meant when nobody says: the one here, else what came with the program. */
function modelsFolder(): string {
  const here = resolve('models');
  return existsSync(here) ? here : resolve(modelsDirectory);
}

/** A size for people. */
export function describeBytes(bytes: number): string {
  return bytes < 100_000 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
