import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isErrno } from '../errno.ts';
import type { BackupFile } from './manifest.ts';

/** The files below a folder, as paths from it, in order; none where there is no such folder. */
export async function listFiles(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    return files.map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1)).sort();
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return [];
    throw error;
  }
}

/** Copies a file for its owner alone. @returns its size and sha256; undefined where there is none any more. */
export async function copyFile(
  from: string,
  to: string,
  signal: AbortSignal,
): Promise<Pick<BackupFile, 'bytes' | 'sha256'> | undefined> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  try {
    const { meter, sum } = createMeter();
    await pipeline(createReadStream(from), meter, createWriteStream(to, { mode: 0o600 }), { signal });
    return sum();
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** The size and sha256 of a file; undefined where there is none. */
export async function sumFile(
  path: string,
  signal: AbortSignal,
): Promise<Pick<BackupFile, 'bytes' | 'sha256'> | undefined> {
  try {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of createReadStream(path, { signal })) {
      hash.update(chunk);
      bytes += chunk.length;
    }
    return { bytes, sha256: hash.digest('hex') };
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function createMeter() {
  const hash = createHash('sha256');
  let bytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  return { meter, sum: () => ({ bytes, sha256: hash.digest('hex') }) };
}
