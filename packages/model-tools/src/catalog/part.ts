import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { messageOf } from '@splitsight/kernel';
import { z } from 'zod';
import { modelToolsError } from '../errors.ts';
import { type Wanted, wantedSchema } from './catalog.ts';
import { fileSha256 } from './checksum.ts';

/** Where the bytes of a part came from, and what tells that version of the file from others (an ETag or a date). */
const originSchema = z.strictObject({ source: z.string(), validator: z.string().optional() });
export type Origin = z.output<typeof originSchema>;

const stateSchema = z.strictObject({ ...wantedSchema.shape, origin: originSchema });

/** A file on its way: `<path>.part`, and beside it `<path>.part.json`, which says what it is a part of. */
export interface Part {
  /** Bytes that are there. */
  readonly size: number;
  readonly wanted: Wanted;
  /** Where the bytes that are there began. */
  readonly origin: Origin | undefined;
  /** Adds bytes at the end. @throws CodedError MODELS_UNWRITABLE */
  append(bytes: Uint8Array): Promise<void>;
  /** Begins again with nothing, from this origin. @throws CodedError MODELS_UNWRITABLE */
  restart(origin: Origin): Promise<void>;
  /** Makes sure the bytes are on the disk, and says whether they are the wanted ones, as read back from there. */
  isRight(signal: AbortSignal): Promise<boolean>;
  /** Removes the part and what is said about it. */
  discard(): Promise<void>;
  /** Closes the part and leaves it for another day. Idempotent. */
  close(): Promise<void>;
}

/** Where a file waits until it is whole. */
export const partPath = (path: string): string => `${path}.part`;
const statePath = (path: string): string => `${path}.part.json`;

/**
 * Opens the part of a file, as an earlier pull left it if that was after the same bytes, else empty.
 *
 * @throws CodedError MODELS_UNWRITABLE
 */
export async function openPart(path: string, wanted: Wanted): Promise<Part> {
  const partial = partPath(path);
  const refuse = (error: unknown) =>
    modelToolsError('MODELS_UNWRITABLE', `${dirname(path)} (${messageOf(error)})`, error);
  const attempt = async <T>(write: () => Promise<T>): Promise<T> => {
    try {
      return await write();
    } catch (error) {
      throw refuse(error);
    }
  };

  let origin = readOrigin(path, wanted);
  const file = await attempt(() => open(partial, origin && existsSync(partial) ? 'r+' : 'w+'));
  let size = (await file.stat()).size;
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    await file.close();
  };
  if (size === 0 || size > wanted.bytes) {
    await attempt(() => file.truncate(0));
    size = 0;
    origin = undefined;
  }
  return {
    get size() {
      return size;
    },
    get origin() {
      return origin;
    },
    wanted,
    async append(bytes) {
      await attempt(async () => {
        for (let done = 0; done < bytes.length; ) {
          done += (await file.write(bytes, done, bytes.length - done, size + done)).bytesWritten;
        }
      });
      size += bytes.length;
    },
    async restart(from) {
      await attempt(async () => {
        await file.truncate(0);
        writeFileSync(statePath(path), JSON.stringify({ sha256: wanted.sha256, bytes: wanted.bytes, origin: from }));
      });
      size = 0;
      origin = from;
    },
    async isRight(signal) {
      await attempt(() => file.sync());
      return size === wanted.bytes && (await fileSha256(partial, signal)) === wanted.sha256;
    },
    async discard() {
      await close();
      rmSync(partial, { force: true });
      forgetPart(path);
    },
    close,
  };
}

/** Removes what is said about a part, once its file is in place. */
export function forgetPart(path: string): void {
  rmSync(statePath(path), { force: true });
}

function readOrigin(path: string, wanted: Wanted): Origin | undefined {
  let raw: unknown;
  try {
    raw = JSON.parse(readFileSync(statePath(path), 'utf8'));
  } catch {
    // No part, or one that was cut off while it was begun: nothing worth keeping.
    return undefined;
  }
  const state = stateSchema.safeParse(raw);
  const same = state.success && state.data.sha256 === wanted.sha256 && state.data.bytes === wanted.bytes;
  return same ? state.data.origin : undefined;
}
