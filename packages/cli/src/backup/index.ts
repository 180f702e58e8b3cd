import { copyFileSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadConfigFile } from '@splitsight/kernel/node';
import { backupParts, checkBackup, makeBackup, restoreBackup, serverConfigSchema } from '@splitsight/server';
import type { Command } from 'commander';
import { parseWholeNumber } from '../options.ts';

interface BackupFlags {
  readonly config: string;
  readonly pictures: boolean;
  readonly withKey?: true;
  readonly keep?: number;
  readonly json?: true;
}

interface RestoreFlags {
  readonly config: string;
  readonly replace?: true;
  readonly check?: true;
}

/** Registers `splitsight backup` and `splitsight restore`: what a server knows, to another disk and back. */
export function registerBackup(program: Command, signal: AbortSignal): void {
  program
    .command('backup')
    .description('back up a server on this machine; it may run meanwhile')
    .argument('<folder>', 'where backups are kept; each gets a folder of its own in it')
    .requiredOption('--config <file>', "the server's YAML configuration")
    .option('--no-pictures', 'without the pictures of alerts')
    .option('--with-key', "with the key of the channels' secrets: whoever has the backup then has them")
    .option(
      '--keep <n>',
      'keep at most this many backups; afterwards the oldest are deleted',
      parseWholeNumber(1, 10_000),
    )
    .option('--json', 'say what was made as JSON')
    .action(async (folder: string, { config, pictures, withKey, keep, json }: BackupFlags) => {
      const {
        folder: made,
        manifest,
        deleted,
        left,
      } = await makeBackup({
        ...{ config: loadConfigFile(config, serverConfigSchema), configFile: config, into: resolve(folder) },
        ...{ now: new Date(), withPictures: pictures, withKey: withKey ?? false, keep, signal },
      });
      const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
      const answer = { folder: made, files: manifest.files.length, bytes, deleted, left };
      const line = `${made}: ${manifest.files.length} files, ${megabytes(bytes)}${deleted.length > 0 ? `; deleted ${deleted.join(', ')}` : ''}`;
      const notes = left.map((what) => `\nnot in it: ${what}`).join('');
      process.stdout.write(`${json ? JSON.stringify(answer) : `${line}${notes}`}\n`);
    });

  program
    .command('restore')
    .description('put a backup in place for a server that is stopped')
    .argument('<backup>', 'the folder of one backup')
    .requiredOption(
      '--config <file>',
      "the server's YAML configuration; where there is none, that of the backup goes there",
    )
    .option('--replace', 'set aside what is there, under another name')
    .option('--check', 'only read the whole backup and compare it with its manifest')
    .action(async (backup: string, { config, replace, check }: RestoreFlags) => {
      if (check) {
        const { made_at, files } = await checkBackup(backup, signal);
        process.stdout.write(`${backup}: of ${made_at}, ${files.length} files, all as they were made\n`);
        return;
      }
      const kept = join(backup, backupParts.config);
      const isConfigKept = !existsSync(config) && existsSync(kept);
      const { manifest, setAside, lacksKey, named } = await restoreBackup({
        ...{ backup, config: loadConfigFile(isConfigKept ? kept : config, serverConfigSchema) },
        ...{ replace: replace ?? false, now: new Date(), signal },
      });
      if (isConfigKept) copyFileSync(kept, config);
      const lines = [
        `restored what the server knew at ${manifest.made_at}`,
        ...setAside.map((path) => `what was there is now ${path}`),
        ...named.put.map((name) => `put back ${name}`),
        ...named.left,
        ...(lacksKey ? ['the backup has no key of secrets: enter those of notification channels again'] : []),
      ];
      process.stdout.write(`${lines.join('\n')}\n`);
    });
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
