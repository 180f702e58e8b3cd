import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { readFile, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from '../errno.ts';

/** Keeps picture files in a folder of its own, each under its id. */
export interface PictureShelf {
  /** @returns false when the disk has no room to spare. */
  put(id: string, jpeg: Uint8Array): Promise<boolean>;
  /** Undefined when there is no such file. */
  get(id: string): Promise<Uint8Array | undefined>;
  remove(id: string): Promise<void>;
}

export interface ShelfOptions {
  readonly folder: string;
  /** So many bytes of the disk stay free, whoever else writes to it. */
  readonly minFreeBytes: number;
}

/**
 * Opens the folder and makes it if there is none. Files that no row knows are deleted: they are what a crash has left.
 *
 * @param known the ids of the pictures that are here.
 */
export function openPictureShelf({ folder, minFreeBytes }: ShelfOptions, known: ReadonlySet<string>): PictureShelf {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(folder)) {
    const isOurs = /^[0-9a-f]{16}\.jpg(\.part)?$/.test(name);
    if (isOurs && !known.has(name.replace('.jpg', ''))) rmSync(join(folder, name), { force: true });
  }
  const pathOf = (id: string) => join(folder, `${id}.jpg`);

  return {
    async put(id, jpeg) {
      const part = `${pathOf(id)}.part`;
      try {
        const { bavail, bsize } = await statfs(folder);
        if (bavail * bsize - jpeg.length < minFreeBytes) return false;
        await writeFile(part, jpeg, { mode: 0o600 });
        await rename(part, pathOf(id));
        return true;
      } catch (error) {
        await rm(part, { force: true }).catch(() => {});
        if (isErrno(error)) return false;
        throw error;
      }
    },
    async get(id) {
      try {
        return await readFile(pathOf(id));
      } catch (error) {
        if (isErrno(error)) return undefined;
        throw error;
      }
    },
    async remove(id) {
      await rm(pathOf(id), { force: true }).catch(() => {});
    },
  };
}
