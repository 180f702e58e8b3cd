import { randomBytes } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { isCodedError, messageOf } from '@splitsight/kernel';
import { z } from 'zod';
import { serverError } from '../errors.ts';

/** What one request may bring, and how many requests bring something at the same time. */
export const uploadLimits = { pictures: 200, pictureBytes: 20 * 1024 ** 2, bytes: 64 * 1024 ** 2, atOnce: 4 } as const;

/** A file of a request, as it comes in. */
export interface SentFile {
  readonly name: string;
  /** Ends early, and says so, where the file is larger than {@link uploadLimits}.pictureBytes. */
  readonly content: Readable & { readonly truncated?: boolean };
}

/** A picture that lies in a folder until its vector is made. */
export interface UploadedPicture {
  readonly path: string;
  /** What it was called where it came from. */
  readonly name: string;
}

/** Pictures that wait for a job to make vectors of them. Nothing else keeps a picture. */
export interface Uploads {
  /**
   * Writes the files of a request down. They are read to their end even when they are refused, so that whoever sends them
   * hears why.
   *
   * @returns what to ask for them by.
   * @throws CodedError DATASET_UPLOAD_BUSY, DATASET_UPLOAD_EMPTY, DATASET_UPLOAD_LARGE, DATASET_UPLOAD_WRITE,
   *   DATASET_UPLOAD_BROKEN, and coded errors of `files`; nothing is left of them then.
   */
  receive(files: AsyncIterable<SentFile>): Promise<string>;
  /** Forgets pictures. Idempotent. */
  remove(id: string): void;
}

const namesFile = 'names.json';
const namesSchema = z.array(z.string());
const nameLength = 200;

/**
 * Opens the folder of uploads, and deletes what an earlier process left there.
 *
 * @param keep the uploads that jobs wait for.
 */
export function openUploads(headsDir: string, keep: readonly string[]): Uploads {
  const root = rootOf(headsDir);
  let open = 0;
  for (const id of idsIn(root)) if (!keep.includes(id)) remove(id);

  function remove(id: string): void {
    rmSync(join(root, id), { recursive: true, force: true });
  }

  async function write(folder: string, files: AsyncIterable<SentFile>): Promise<void> {
    const names: string[] = [];
    let [bytes, tooLarge] = [0, ''];
    for await (const { name, content } of files) {
      if (tooLarge) {
        await finished(content.resume());
        continue;
      }
      const file = createWriteStream(join(folder, String(names.length)), { mode: 0o600 });
      await pipeline(content, file);
      names.push(oneLine(name));
      bytes += file.bytesWritten;
      if (content.truncated) tooLarge = `${oneLine(name)} (at most ${uploadLimits.pictureBytes} bytes)`;
      else if (bytes > uploadLimits.bytes) tooLarge = `all together (at most ${uploadLimits.bytes} bytes)`;
    }
    if (tooLarge) throw serverError('DATASET_UPLOAD_LARGE', tooLarge);
    if (bytes === 0) throw serverError('DATASET_UPLOAD_EMPTY', `${names.length} files, 0 bytes`);
    writeFileSync(join(folder, namesFile), JSON.stringify(names));
  }

  return {
    async receive(files) {
      if (open >= uploadLimits.atOnce) throw serverError('DATASET_UPLOAD_BUSY', `${open} are coming in`);
      open++;
      const id = randomBytes(8).toString('hex');
      try {
        mkdirSync(join(root, id), { recursive: true, mode: 0o700 });
        await write(join(root, id), files);
        return id;
      } catch (error) {
        remove(id);
        if (isCodedError(error)) throw error;
        throw serverError(
          isOfTheDisk(error) ? 'DATASET_UPLOAD_WRITE' : 'DATASET_UPLOAD_BROKEN',
          messageOf(error),
          error,
        );
      } finally {
        open--;
      }
    },
    remove,
  };
}

/** The pictures of an upload, for the process that reads them. @throws CodedError DATASET_UPLOAD_EMPTY when it is gone. */
export function readUpload(headsDir: string, id: string): readonly UploadedPicture[] {
  const folder = join(rootOf(headsDir), id);
  try {
    const names = namesSchema.parse(JSON.parse(readFileSync(join(folder, namesFile), 'utf8')));
    return names.map((name, i) => ({ name, path: join(folder, String(i)) }));
  } catch (error) {
    throw serverError('DATASET_UPLOAD_EMPTY', `upload ${id} is gone`, error);
  }
}

function rootOf(headsDir: string): string {
  return join(headsDir, '.uploads');
}

function idsIn(root: string): readonly string[] {
  return existsSync(root) ? readdirSync(root) : [];
}

/** A name of one line that an origin can hold. */
function oneLine(name: string): string {
  return (
    basename(name)
      .replaceAll(/\p{Cc}/gu, ' ')
      .slice(-nameLength) || 'picture'
  );
}

/** Whether the disk said no, and not the connection. */
function isOfTheDisk(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && !('code' in error && error.code === 'ECONNRESET');
}
