import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { messageOf } from '@splitsight/kernel';
import { modelToolsError } from './errors.ts';

/**
 * Writes files into a folder, made if need be: all of them are whole on the disk under names of their own before the
 * first takes its place, so an error leaves the folder as it was.
 *
 * @param files name, with the folder below `directory` where there is one → what is in it.
 * @throws CodedError MODELS_UNWRITABLE
 */
export function writeFiles(directory: string, files: ReadonlyMap<string, Uint8Array | string>): void {
  const waiting = [...files].map(([name, content]) => {
    const path = join(directory, name);
    return { content, path, part: join(dirname(path), `.${basename(path)}.${randomUUID()}.part`) };
  });
  try {
    for (const { path } of waiting) mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    throw modelToolsError('MODELS_UNWRITABLE', `${directory} (${messageOf(error)})`, error);
  }
  try {
    for (const { part, content } of waiting) writeThrough(part, content);
    for (const { part, path } of waiting) renameSync(part, path);
  } catch (error) {
    for (const { part } of waiting) rmSync(part, { force: true });
    throw modelToolsError('MODELS_UNWRITABLE', `${directory} (${messageOf(error)})`, error);
  }
}

function writeThrough(path: string, content: Uint8Array | string): void {
  const file = openSync(path, 'wx');
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
