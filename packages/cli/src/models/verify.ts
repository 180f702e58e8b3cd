import { existsSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import {
  catalogError,
  describeFolder,
  findModels,
  type ModelFolder,
  readCatalog,
  type Verified,
  verifyModels,
} from '@splitsight/model-tools';
import type { Command } from 'commander';
import { type FolderFlags, withFolder } from './list-options.ts';

interface VerifyFlags extends FolderFlags {
  readonly json?: true;
}

/** Adds `splitsight models verify`. */
export function registerVerify(models: Command, signal: AbortSignal): void {
  withFolder(models.command('verify'))
    .description('check the files of models, load them, and say which head fits which backbone')
    .argument('[names...]', 'models in the models folder, or folders; all models there unless told')
    .option('--json', 'print nothing but one JSON line')
    .action((names: string[], flags: VerifyFlags) => verify(names, flags, signal));
}

async function verify(names: readonly string[], flags: VerifyFlags, signal: AbortSignal): Promise<void> {
  const all = findModels(flags.models);
  const folders = names.length > 0 ? names.flatMap((name) => choose(name, all)) : all;
  const verified = await verifyModels(folders, all, readCatalog(flags.catalog), signal);
  const wrong = verified.filter(({ problems }) => problems.length > 0);
  if (flags.json) process.stdout.write(`${JSON.stringify({ ok: wrong.length === 0, models: verified })}\n`);
  else for (const model of verified) process.stdout.write(describe(model));
  if (wrong.length > 0) throw catalogError('VERIFY_FAILED', `${wrong.length} of ${verified.length}`);
}

/** A folder, or every model of that name. */
function choose(name: string, all: readonly ModelFolder[]): ModelFolder[] {
  if (existsSync(join(name, 'manifest.json'))) return [describeFolder(resolve(name))];
  const found = all.filter((folder) => folder.name === name);
  if (found.length > 0) return found;
  if (existsSync(name) && statSync(name).isDirectory()) return [describeFolder(resolve(name))];
  throw catalogError('VERIFY_UNKNOWN', `"${name}"`);
}

function describe({ name, kind, problems, fits }: Verified): string {
  if (problems.length > 0) return problems.map(({ code, message }) => `${name}: ${code}: ${message}\n`).join('');
  const backbones = fits?.map((directory) => basename(directory)).join(', ');
  const fit = backbones === undefined ? '' : backbones === '' ? '; its backbone is not here' : `; fits ${backbones}`;
  return `${name}: ${kind}, right${fit}\n`;
}
