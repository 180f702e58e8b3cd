import { join, resolve } from 'node:path';
import type { Millis } from '@splitsight/kernel';
import {
  type CatalogEntry,
  createFolderSource,
  createHttpSource,
  findEntry,
  pullModel,
  readCatalog,
  wholeModels,
} from '@splitsight/model-tools';
import type { Command } from 'commander';
import { parseWholeNumber } from '../options.ts';
import { type FolderFlags, withFolder } from './list-options.ts';
import { createProgress } from './pull-progress.ts';

interface PullFlags extends FolderFlags {
  readonly from?: string;
  readonly out?: string;
  readonly timeout: number;
  readonly tries: number;
}

/** Adds `splitsight models pull`. */
export function registerPull(models: Command, signal: AbortSignal): void {
  withFolder(models.command('pull'))
    .description('bring official models here; goes on where an earlier pull stopped')
    .argument('<names...>', 'models of the catalog')
    .option('--from <dir|url>', 'a folder or a mirror instead of the address in the catalog')
    .option('--out <dir>', 'where the folders of the models go; the zoo folder of the models folder unless told')
    .option('--timeout <seconds>', 'how long a server may be silent', parseWholeNumber(1, 600), 30)
    .option('--tries <n>', 'give up after this many failures in a row', parseWholeNumber(1, 100), 6)
    .action((names: string[], flags: PullFlags) => pull(names, flags, signal));
}

async function pull(names: readonly string[], flags: PullFlags, signal: AbortSignal): Promise<void> {
  const catalog = readCatalog(flags.catalog);
  const entries = [...new Set(names.map((name) => findEntry(catalog, name)))];
  const directory = flags.out ?? join(flags.models, wholeModels);
  const from = flags.from ?? catalog.base_url;
  for (const entry of entries) {
    const progress = createProgress(entry.name, process.stderr, () => performance.now());
    const source = openSource(from, entry, flags.timeout * 1000);
    try {
      const pulled = await pullModel(entry, {
        directory,
        source,
        signal,
        patience: { tries: flags.tries, backoff: { first: 1_000, max: 30_000, factor: 2, jitter: 0.5 } },
        onProgress: progress.show,
        onRetry: (why, wait) => progress.say(`${why}; next try in ${(wait / 1000).toFixed(1)} s`),
      });
      progress.end();
      process.stdout.write(`${resolve(pulled.directory)}${pulled.present ? ' (was there)' : ''}\n`);
    } catch (error) {
      if (!signal.aborted) throw error;
      progress.say('stopped; pull it again to go on from here');
      process.exitCode = 130;
      return;
    } finally {
      progress.end();
      await source.close();
    }
  }
}

function openSource(from: string, entry: CatalogEntry, stallMs: Millis) {
  return /^https?:\/\//i.test(from) ? createHttpSource(new URL(from), entry, stallMs) : createFolderSource(from, entry);
}
