import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type HeadManifest, manifestFile, parseHeadManifest } from '@splitsight/inference';
import { isCodedError, messageOf } from '@splitsight/kernel';
import { serverError } from '../errors.ts';

/** The files of a version before it is one: under a temporary name, in the file system where it is to stay. */
export interface StagedHead {
  readonly path: string;
  readonly manifest: HeadManifest;
  /** manifest.json, and the sha256 of its bytes. */
  readonly text: string;
  readonly sha256: string;
  /** Gives it its name. Until {@link keep} a crash takes it away again. @throws CodedError REGISTRY_WRITE */
  place(head: string, version: string): Promise<void>;
  /** It is registered: it stays. */
  keep(head: string, version: string): Promise<void>;
  /** Removes it, wherever it is. */
  discard(): Promise<void>;
}

/** `<heads_dir>/<head>/<version>/`, written whole or not at all. */
export interface VersionFolders {
  pathOf(head: string, version: string): string;
  /** The names in a head's folder: versions, and what nobody knows of any more. */
  list(head: string): Promise<readonly string[]>;
  /** Removes what a crash has left; what has a row of its own stays. */
  sweep(isRegistered: (head: string, version: string) => boolean): Promise<void>;
  /** Copies a head's folder. @throws CodedError REGISTRY_WRITE, REGISTRY_FILES, MODEL_MANIFEST */
  stageFolder(folder: string): Promise<StagedHead>;
  /** Writes a head's files. @throws CodedError REGISTRY_WRITE, REGISTRY_FILES, MODEL_MANIFEST */
  stageFiles(files: ReadonlyMap<string, Uint8Array>): Promise<StagedHead>;
  remove(head: string, version: string): Promise<void>;
}

/** The files of a head together; run.json with its curves is the largest but for a very wide network. */
const maxBytes = 64 * 1024 * 1024;
/** Beside manifest.json and the files it lists. */
const extras = ['README.md', 'run.json'];
const incoming = /^\.incoming-[0-9a-f]{16}$/;
/** Lies in a folder that has its name already, but no row. */
const unregistered = '.unregistered';

export function createVersionFolders(root: string): VersionFolders {
  const pathOf = (head: string, version: string) => join(root, head, version);

  async function stage(files: ReadonlyMap<string, Uint8Array>): Promise<StagedHead> {
    const bytes = files.get(manifestFile);
    if (!bytes) throw serverError('REGISTRY_FILES', `${manifestFile} is missing`);
    const text = Buffer.from(bytes).toString('utf8');
    const manifest = parseHeadManifest(text, manifestFile);
    const temporary = join(root, `.incoming-${randomBytes(8).toString('hex')}`);
    let path = temporary;
    const discard = () => rm(path, { recursive: true, force: true });
    try {
      await mkdir(temporary, { recursive: true });
      for (const name of [manifestFile, ...Object.keys(manifest.files), ...extras]) {
        const content = files.get(name);
        if (content) await writeSynced(join(temporary, name), content);
        else if (!extras.includes(name)) throw serverError('REGISTRY_FILES', `${name} is missing`);
      }
      await writeSynced(join(temporary, unregistered), new Uint8Array());
      await syncFolder(temporary);
    } catch (error) {
      await discard().catch(() => undefined);
      throw writeError(error, temporary);
    }
    return {
      path: temporary,
      manifest,
      text,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      async place(head, version) {
        try {
          await mkdir(join(root, head), { recursive: true });
          await rename(temporary, pathOf(head, version));
          path = pathOf(head, version);
          await syncFolder(join(root, head));
          await syncFolder(root);
        } catch (error) {
          throw writeError(error, pathOf(head, version));
        }
      },
      keep: (head, version) => rm(join(pathOf(head, version), unregistered), { force: true }),
      discard,
    };
  }

  return {
    pathOf,
    async sweep(isRegistered) {
      for (const head of await namesIn(root)) {
        if (incoming.test(head)) await rm(join(root, head), { recursive: true, force: true });
        for (const version of await namesIn(join(root, head))) {
          const mark = join(root, head, version, unregistered);
          if (!existsSync(mark)) continue;
          if (isRegistered(head, version)) await rm(mark, { force: true });
          else await rm(pathOf(head, version), { recursive: true, force: true });
        }
      }
    },
    list: (head) => namesIn(join(root, head)),
    stageFolder: async (folder) => stage(await readHeadFolder(folder)),
    stageFiles: stage,
    async remove(head, version) {
      // Renamed first, so that a crash leaves nothing that looks like a version.
      const away = join(root, `.incoming-${randomBytes(8).toString('hex')}`);
      try {
        if (!existsSync(pathOf(head, version))) return;
        await rename(pathOf(head, version), away);
        await rm(away, { recursive: true, force: true });
      } catch (error) {
        throw writeError(error, pathOf(head, version));
      }
    },
  };
}

/** Reads what of a folder belongs to a head. @throws CodedError MODEL_MISSING, MODEL_MANIFEST, REGISTRY_FILES */
async function readHeadFolder(folder: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  let left = maxBytes;
  const take = async (name: string, isNeeded: boolean) => {
    const path = join(folder, name);
    try {
      const { size } = await stat(path);
      left -= size;
      if (left < 0) throw serverError('REGISTRY_FILES', `${folder} has more than ${maxBytes} bytes`);
      files.set(name, await readFile(path));
    } catch (error) {
      if (isCodedError(error)) throw error;
      if (isNeeded) throw serverError('REGISTRY_FILES', `${path} (${messageOf(error)})`, error);
    }
  };
  await take(manifestFile, true);
  const text = Buffer.from(files.get(manifestFile) ?? []).toString('utf8');
  for (const name of Object.keys(parseHeadManifest(text, join(folder, manifestFile)).files)) await take(name, true);
  for (const name of extras) await take(name, false);
  return files;
}

/** The folders in a folder; none where there is none, or where it cannot be read: the root of a disk has `lost+found`. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    return [];
  }
}

function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  return writeFile(path, bytes, { flag: 'wx', flush: true });
}

/** A new name lasts through a power cut only when its folder has reached the disk. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function writeError(error: unknown, path: string): Error {
  return isCodedError(error) ? error : serverError('REGISTRY_WRITE', `${path} (${messageOf(error)})`, error);
}
