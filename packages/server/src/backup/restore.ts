import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isCodedError, messageOf } from '@splitsight/kernel';
import type { ServerConfig } from '../config/schema.ts';
import { serverError } from '../errors.ts';
import { lockDatabase } from '../store/database.ts';
import { checkCopy } from '../store/database-copy.ts';
import { copyFile, sumFile } from './files.ts';
import { type BackupManifest, backupParts, readManifest } from './manifest.ts';
import { type NamedRestored, type NamingConfig, putNamed } from './named.ts';
import { momentInName } from './old-backups.ts';
import { type Places, placesOf } from './places.ts';

export interface RestoreOptions {
  readonly backup: string;
  readonly config: Pick<ServerConfig, 'store' | 'heads_dir' | 'pictures'> & NamingConfig;
  /** Sets what is there aside, under a name of its own; refused unless told. */
  readonly replace: boolean;
  readonly now: Date;
  readonly signal: AbortSignal;
}

/** What a restore did. */
export interface Restored {
  readonly manifest: BackupManifest;
  /** Where what was there before is now. */
  readonly setAside: readonly string[];
  /** The channels' secrets cannot be read: neither the backup has their key, nor was it there. */
  readonly lacksKey: boolean;
  /** Models and rules that the configuration names. */
  readonly named: NamedRestored;
}

/**
 * Reads a whole backup and compares it with its manifest.
 *
 * @throws CodedError BACKUP_NONE, BACKUP_DAMAGED, STORE_NEWER or STORE_CORRUPT
 */
export async function checkBackup(backup: string, signal: AbortSignal): Promise<BackupManifest> {
  const manifest = readManifest(backup);
  for (const { path, bytes, sha256 } of manifest.files) {
    const sum = await sumFile(join(backup, path), signal);
    if (sum?.bytes !== bytes || sum.sha256 !== sha256) {
      throw serverError('BACKUP_DAMAGED', `${path} ${sum ? 'is not what it was' : 'is missing'}`);
    }
  }
  checkCopy(join(backup, backupParts.database));
  return manifest;
}

/**
 * Puts a backup where a server that is stopped will look for it.
 *
 * @throws CodedError STORE_LOCKED while the server runs, BACKUP_THERE where something is there and is not to be replaced,
 * BACKUP_WRITE, or what {@link checkBackup} throws.
 */
export async function restoreBackup({ backup, config, replace, now, signal }: RestoreOptions): Promise<Restored> {
  const manifest = await checkBackup(backup, signal);
  const places = placesOf(config);
  await mkdir(dirname(places.database), { recursive: true });
  const lock = lockDatabase(places.database);
  try {
    const there = [...whatIsThere(places), ...(await otherKey(manifest, places, signal))];
    if (there.length > 0 && !replace) throw serverError('BACKUP_THERE', there.join(', '));
    const suffix = `.before-${momentInName(now)}`;
    const staged = await stage(backup, manifest, places, signal);
    for (const path of there) await rename(path, `${path}${suffix}`);
    const named = await putNamed(backup, manifest, config, signal);
    // The database last: without it nothing counts as restored.
    for (const [from, to] of staged) await rename(from, to);
    const setAside = there.map((path) => `${path}${suffix}`);
    return { manifest, setAside, lacksKey: !existsSync(places.key), named };
  } catch (error) {
    signal.throwIfAborted();
    throw isCodedError(error) ? error : serverError('BACKUP_WRITE', messageOf(error), error);
  } finally {
    lock.close();
  }
}

function whatIsThere({ database, heads, pictures }: Places): readonly string[] {
  const files = [database, `${database}-wal`, `${database}-shm`].filter((path) => existsSync(path));
  const folders = [heads, pictures].filter((path) => existsSync(path) && readdirSync(path).length > 0);
  return [...files, ...folders];
}

/** The key that is there, if the backup brings another: each opens secrets that the other does not. */
async function otherKey({ files }: BackupManifest, { key }: Places, signal: AbortSignal): Promise<readonly string[]> {
  const brought = files.find(({ path }) => path === backupParts.key);
  const there = brought && (await sumFile(key, signal));
  return there && there.sha256 !== brought.sha256 ? [key] : [];
}

const staging = '.restoring';

/** Copies all parts beside where they are to be. @returns from where to where they then move, the database last. */
async function stage(
  backup: string,
  { files }: BackupManifest,
  places: Places,
  signal: AbortSignal,
): Promise<readonly (readonly [string, string])[]> {
  const moves: (readonly [string, string])[] = [];
  for (const part of ['heads', 'pictures', 'key', 'database'] as const) {
    const to = places[part];
    const from = `${to}${staging}`;
    await rm(from, { recursive: true, force: true });
    const inPart = files.filter(({ path }) => path === backupParts[part] || path.startsWith(`${backupParts[part]}/`));
    if (inPart.length === 0) continue;
    for (const { path, sha256 } of inPart) {
      const target = path === backupParts[part] ? from : join(from, path.slice(backupParts[part].length + 1));
      const copied = await copyFile(join(backup, path), target, signal);
      if (copied?.sha256 !== sha256) throw serverError('BACKUP_DAMAGED', path);
    }
    moves.push([from, to]);
  }
  return moves;
}
