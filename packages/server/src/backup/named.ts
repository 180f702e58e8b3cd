import { existsSync, statSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import type { ServerConfig } from '../config/schema.ts';
import { serverError } from '../errors.ts';
import { copyFile, sumFile } from './files.ts';
import { type BackupManifest, backupParts } from './manifest.ts';

/** What a configuration names by its path: folders of models, and a file of rules. */
export type NamingConfig = Pick<ServerConfig, 'heads' | 'backbones' | 'rules'>;

/** One of them in a backup. */
export interface NamedFiles {
  /** As the configuration has it. */
  readonly name: string;
  /** Where it is in the backup: a folder, or a file. */
  readonly path: string;
  /** From where to where in the backup. */
  readonly files: readonly { readonly from: string; readonly to: string }[];
}

/** What became of what a backup has of them. */
export interface NamedRestored {
  /** Those that are there again. */
  readonly put: readonly string[];
  /** Those that somebody has to see to, in words. */
  readonly left: readonly string[];
}

const maxFiles = 100;
const maxBytes = 2_000_000_000;
const modelManifest = 'manifest.json';

/** What a configuration names, as far as it is there and is what it should be. @returns the others in words, too. */
export async function findNamed(config: NamingConfig): Promise<{
  readonly found: readonly NamedFiles[];
  readonly left: readonly string[];
}> {
  const found: NamedFiles[] = [];
  const left: string[] = [];
  for (const [index, name] of namesIn(config).entries()) {
    const part = `${backupParts.named}/${index}`;
    const files = name === config.rules ? oneFile(name, part) : await filesOfModel(name, part);
    const bytes = files.reduce((sum, { from }) => sum + statSync(from).size, 0);
    if (files.length === 0) left.push(`${name} is not there, or is not what it should be`);
    else if (files.length > maxFiles || bytes > maxBytes) left.push(`${name} is too large`);
    else found.push({ name, path: part, files });
  }
  return { found, left };
}

/**
 * Puts back what is missing of what the configuration names; what is there stays as it is. A backup may come from anybody:
 * only names that the configuration has count, and only below the working directory.
 */
export async function putNamed(
  backup: string,
  { named, files }: BackupManifest,
  config: NamingConfig,
  signal: AbortSignal,
): Promise<NamedRestored> {
  const put: string[] = [];
  const left: string[] = [];
  const names = namesIn(config);
  for (const { name, path } of named) {
    const own = files.filter((file) => file.path === path || file.path.startsWith(`${path}/`));
    if (!names.includes(name) || own.length === 0) continue;
    const target = resolve(name);
    const targetOf = (file: string) => join(target, file.slice(path.length));
    if (existsSync(target)) {
      const sums = await Promise.all(own.map((file) => sumFile(targetOf(file.path), signal)));
      if (own.some(({ sha256 }, index) => sums[index]?.sha256 !== sha256))
        left.push(`${name} is not as in the backup, where it is ${path}; it stays as it is`);
    } else if (isAbsolute(name) || !target.startsWith(join(process.cwd(), '/'))) {
      left.push(`${name} is missing; it is ${path} in the backup`);
    } else {
      await place(backup, own, path, target, signal);
      put.push(name);
    }
  }
  return { put, left };
}

async function place(
  backup: string,
  own: BackupManifest['files'],
  path: string,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  const staged = `${target}.restoring`;
  await rm(staged, { recursive: true, force: true });
  for (const { path: file, sha256 } of own) {
    const copied = await copyFile(join(backup, file), join(staged, file.slice(path.length)), signal);
    if (copied?.sha256 !== sha256) throw serverError('BACKUP_DAMAGED', file);
  }
  await rename(staged, target);
}

function namesIn({ heads, backbones, rules }: NamingConfig): readonly string[] {
  return [...new Set([...heads.map(({ model }) => model), ...backbones, ...(rules === undefined ? [] : [rules])])];
}

function oneFile(name: string, part: string): NamedFiles['files'] {
  const from = resolve(name);
  return statSync(from, { throwIfNoEntry: false })?.isFile() ? [{ from, to: part }] : [];
}

/** The files of a folder that holds a model; what is no model's folder has none. */
async function filesOfModel(name: string, part: string): Promise<NamedFiles['files']> {
  const folder = resolve(name);
  if (!existsSync(join(folder, modelManifest))) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => ({ from: join(folder, entry.name), to: `${part}/${entry.name}` }));
}
