import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  statfsSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf } from '@splitsight/kernel';
import { modelToolsError } from '../errors.ts';
import { writeFiles } from '../files.ts';
import type { CatalogEntry } from './catalog.ts';
import { isWantedFile } from './checksum.ts';
import { classifierFile, encodeClassifierManifest, manifestOfEntry } from './classifier.ts';
import { type DownloadEvents, download, type Patience } from './download.ts';
import { lockFile } from './lock.ts';
import { forgetPart, openPart, type Part, partPath } from './part.ts';
import type { Source } from './source.ts';

/** What {@link pullModel} needs to know. */
export interface PullOptions extends DownloadEvents {
  /** The folder of whole models; the model gets a folder of its name in it. */
  readonly directory: string;
  /** Closed by the one who made it. */
  readonly source: Source;
  readonly patience: Patience;
  readonly signal: AbortSignal;
}

/** Where a pull ended. */
export interface Pulled {
  readonly directory: string;
  /** Whether it was there already, and right. */
  readonly present: boolean;
}

/**
 * Brings an official model: `<directory>/<name>/model.onnx` and its manifest. Size and sha256 are checked on the disk before
 * the file gets that name, so what bears it is right. What an aborted or failed pull leaves is a `.part` that the next one
 * goes on with.
 *
 * @throws CodedError PULL_BUSY, MODELS_UNWRITABLE and what {@link download} throws.
 */
export async function pullModel(entry: CatalogEntry, options: PullOptions): Promise<Pulled> {
  const { source, signal } = options;
  const directory = join(options.directory, entry.name);
  const path = join(directory, classifierFile);
  makeFolder(directory);
  const lock = await lockFile(path);
  try {
    const present = await isWantedFile(path, entry, signal);
    if (!present) {
      const part = await openPart(path, entry);
      try {
        requireRoom(directory, entry.bytes - part.size);
        await download(part, source, options.patience, options, signal);
      } catch (error) {
        await leave(part, directory);
        throw error;
      }
      await putInPlace(part, path);
    }
    writeManifest(directory, entry);
    return { directory, present };
  } finally {
    await lock.release();
  }
}

function makeFolder(directory: string): void {
  try {
    if (existsSync(directory)) return;
    // On a read-only disk mkdir says that the parent is not there; this says why.
    accessSync(nearestFolder(directory), constants.W_OK);
    mkdirSync(directory, { recursive: true });
  } catch (error) {
    throw modelToolsError('MODELS_UNWRITABLE', `${directory} (${messageOf(error)})`, error);
  }
}

function nearestFolder(directory: string): string {
  const parent = dirname(directory);
  return existsSync(parent) || parent === directory ? parent : nearestFolder(parent);
}

/** Keeps what the next pull can go on with, and nothing else. */
async function leave(part: Part, directory: string): Promise<void> {
  if (part.size > 0) return part.close();
  await part.discard();
  if (readdirSync(directory).length === 0) rmdirSync(directory);
}

/** Writes the manifest unless it is there: a model on a read-only disk is as good as any. */
function writeManifest(directory: string, entry: CatalogEntry): void {
  const text = encodeClassifierManifest(manifestOfEntry(entry));
  const path = join(directory, 'manifest.json');
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  writeFiles(directory, new Map([['manifest.json', text]]));
}

function requireRoom(directory: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(directory);
  if (bavail * bsize < bytes) {
    throw modelToolsError('MODELS_UNWRITABLE', `${directory} (${bytes} bytes are needed, ${bavail * bsize} are free)`);
  }
}

/** The part is on the disk and right: give it its name, and make sure that the name outlives a power cut. */
async function putInPlace(part: Part, path: string): Promise<void> {
  await part.close();
  try {
    renameSync(partPath(path), path);
    const folder = await open(dirname(path), 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    throw modelToolsError('MODELS_UNWRITABLE', `${path} (${messageOf(error)})`, error);
  }
  forgetPart(path);
}
