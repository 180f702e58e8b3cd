import { mkdirSync, statSync } from 'node:fs';
import { rename, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isCodedError, messageOf } from '@splitsight/kernel';
import type { ServerConfig } from '../config/schema.ts';
import { serverError } from '../errors.ts';
import { type CopyProgress, checkCopy, copyDatabase } from '../store/database-copy.ts';
import { version } from '../version.ts';
import { copyFile, listFiles, sumFile } from './files.ts';
import { type BackupFile, type BackupManifest, backupParts, manifestPath } from './manifest.ts';
import { findNamed, type NamingConfig } from './named.ts';
import { backupName, deleteOld, deleteParts, partEnd } from './old-backups.ts';
import { placesOf } from './places.ts';

export interface BackupOptions {
  readonly config: Pick<ServerConfig, 'store' | 'heads_dir' | 'pictures'> & NamingConfig;
  readonly configFile: string;
  /** In it, the backup becomes a folder of its own. */
  readonly into: string;
  readonly now: Date;
  readonly withPictures: boolean;
  /** With the key that opens the secrets of channels: whoever has the backup then has them. */
  readonly withKey: boolean;
  /** Older backups beyond so many are deleted; none unless told. */
  readonly keep?: number | undefined;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: CopyProgress) => void;
}

/** A backup that was made. */
export interface Backup {
  readonly folder: string;
  readonly manifest: BackupManifest;
  /** What the configuration names and is not in the backup, and why. */
  readonly left: readonly string[];
  /** The backups that were deleted for it. */
  readonly deleted: readonly string[];
}

/**
 * Makes a backup of a server, which may run meanwhile: the database as it is at one moment, the versions of heads, pictures,
 * the configuration, and the models and rules that it names. It has its name only once it is complete.
 *
 * @throws CodedError BACKUP_WRITE, STORE_CORRUPT or STORE_UNUSABLE; the signal's reason when it is aborted.
 */
export async function makeBackup(options: BackupOptions): Promise<Backup> {
  const { into, now, keep, signal } = options;
  const name = backupName(now);
  const folder = join(into, name);
  const part = `${folder}${partEnd}`;
  try {
    mkdirSync(part, { recursive: true, mode: 0o700 });
    await deleteParts(into, now);
    const { manifest, left } = await fill(part, options);
    await rename(part, folder);
    return { folder, manifest, left, deleted: keep === undefined ? [] : await deleteOld(into, name, keep) };
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    signal.throwIfAborted();
    throw isCodedError(error) ? error : serverError('BACKUP_WRITE', `${folder} (${messageOf(error)})`, error);
  }
}

async function fill(part: string, options: BackupOptions): Promise<Pick<Backup, 'manifest' | 'left'>> {
  const { config, configFile, withPictures, withKey, signal, now } = options;
  const places = placesOf(config);
  await checkRoom(part, places.database);
  const copy = join(part, backupParts.database);
  // The database first: heads and pictures that it names are there already, and stay for the moment.
  await copyDatabase(places.database, copy, signal, options.onProgress);
  const { schema } = checkCopy(copy);
  const sum = await sumFile(copy, signal);
  const files: BackupFile[] = sum ? [{ path: backupParts.database, ...sum }] : [];

  const add = async (from: string, path: string) => {
    const copied = await copyFile(from, join(part, path), signal);
    if (copied) files.push({ path, ...copied });
  };
  for (const file of await listFiles(places.heads)) {
    // What is on its way in is not in the database yet.
    if (!file.startsWith('.')) await add(join(places.heads, file), join(backupParts.heads, file));
  }
  if (withPictures) {
    for (const file of await listFiles(places.pictures)) {
      if (file.endsWith('.jpg')) await add(join(places.pictures, file), join(backupParts.pictures, file));
    }
  }
  await add(configFile, backupParts.config);
  if (withKey) await add(places.key, backupParts.key);
  const { found, left } = await findNamed(config);
  const named = found.map(({ name, path }) => ({ name, path }));
  for (const { from, to } of found.flatMap((one) => one.files)) await add(from, to);

  const manifest: BackupManifest = { format: 1, program: version, schema, made_at: now.toISOString(), files, named };
  const text = `${JSON.stringify(manifest, null, 1)}\n`;
  await writeFile(manifestPath(part), text, { flag: 'wx', mode: 0o600, flush: true });
  return { manifest, left };
}

/** Before an hour of copying it is known that there is no room for the largest part. */
async function checkRoom(folder: string, database: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const needed = statSync(database, { throwIfNoEntry: false })?.size ?? 0;
  if (bavail * bsize >= needed) return;
  throw serverError('BACKUP_WRITE', `${folder} has no room for the database (${Math.ceil(needed / 1e6)} MB)`);
}
