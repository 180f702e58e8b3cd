import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isCodedError, type Millis } from '@splitsight/kernel';
import { readManifest } from './manifest.ts';

/** The end of the name of a backup that is being made. */
export const partEnd = '.part';
const named = /^splitsight-(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2})Z$/;
/** No backup takes longer. */
const longest: Millis = 86_400_000;

/** The name of the backup of a moment, which tells it again. */
export function backupName(at: Date): string {
  return `splitsight-${momentInName(at)}`;
}

/** A moment as a part of a file's name, to the second: `2026-11-22T23-10-05Z`. */
export function momentInName(at: Date): string {
  return `${at.toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
}

/** Deletes the oldest of what are complete backups for certain, but never the one that was just made. */
export async function deleteOld(into: string, made: string, keep: number): Promise<readonly string[]> {
  const others = (await readdir(into)).filter(
    (name) => named.test(name) && name !== made && isBackup(join(into, name)),
  );
  const old = others.sort().slice(0, Math.max(0, others.length - (keep - 1)));
  for (const name of old) await rm(join(into, name), { recursive: true, force: true });
  return old;
}

/** Deletes what was left of backups that were killed while they were made, a day ago or longer. */
export async function deleteParts(into: string, now: Date): Promise<void> {
  for (const name of await readdir(into)) {
    const madeAt = name.endsWith(partEnd) ? momentOf(name.slice(0, -partEnd.length)) : undefined;
    if (madeAt !== undefined && now.getTime() - madeAt > longest)
      await rm(join(into, name), { recursive: true, force: true });
  }
}

function momentOf(name: string): Millis | undefined {
  const [, day, hour, minute, second] = named.exec(name) ?? [];
  return day === undefined ? undefined : Date.parse(`${day}T${hour}:${minute}:${second}Z`);
}

function isBackup(folder: string): boolean {
  try {
    readManifest(folder);
    return true;
  } catch (error) {
    if (isCodedError(error)) return false;
    throw error;
  }
}
