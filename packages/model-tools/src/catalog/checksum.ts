import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import type { Wanted } from './catalog.ts';

/** The size of a file; undefined where there is none. */
export function fileSize(path: string): number | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? found.size : undefined;
}

/** The sha256 of a file in hex, read piece by piece. */
export async function fileSha256(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20, ...(signal ? { signal } : {}) })) {
    hash.update(piece as Buffer);
  }
  return hash.digest('hex');
}

/** Whether a file is there with exactly the wanted bytes. */
export async function isWantedFile(path: string, wanted: Wanted, signal?: AbortSignal): Promise<boolean> {
  return fileSize(path) === wanted.bytes && (await fileSha256(path, signal)) === wanted.sha256;
}

/** The sha256 of bytes, in hex. */
export function bytesSha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
