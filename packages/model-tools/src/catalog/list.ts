import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalog, CatalogEntry } from './catalog.ts';
import { fileSize, isWantedFile } from './checksum.ts';
import { classifierFile } from './classifier.ts';
import { findModels, type ModelFolder, wholeModels } from './folders.ts';
import { type ModelManifest, readModelManifest } from './manifest.ts';
import { partPath } from './part.ts';

/** A model that is here, or that the catalog offers. */
export interface ListedModel {
  readonly name: string;
  readonly kind: 'backbone' | 'head' | 'classifier' | 'unknown';
  /** damaged: a file is missing or has other bytes than its manifest or the catalog states, or the manifest is not one. */
  readonly state: 'present' | 'absent' | 'damaged';
  /** All its files together. */
  readonly bytes: number;
  /** Of an absent model: what an unfinished pull has of it. */
  readonly partialBytes: number;
  readonly licence: string;
  readonly arch: string;
  /** Where it is, or would be. */
  readonly directory: string;
}

/** Lists what the catalog offers, and then everything else in the models folder. Reads every file to check its sha256. */
export async function listModels(catalog: Catalog, models: string, signal: AbortSignal): Promise<ListedModel[]> {
  const offered = new Set(catalog.models.map((entry) => join(models, wholeModels, entry.name)));
  const listed: ListedModel[] = [];
  for (const entry of catalog.models) listed.push(await listEntry(entry, models, signal));
  for (const folder of findModels(models)) {
    if (!offered.has(folder.directory)) listed.push(await listFolder(folder, signal));
  }
  return listed;
}

async function listEntry(entry: CatalogEntry, models: string, signal: AbortSignal): Promise<ListedModel> {
  const { name, bytes, licence, arch } = entry;
  const directory = join(models, wholeModels, name);
  const path = join(directory, classifierFile);
  const whole = await isWantedFile(path, entry, signal);
  const state = whole ? 'present' : existsSync(path) ? 'damaged' : 'absent';
  const partialBytes = fileSize(partPath(path)) ?? 0;
  return { name, kind: 'classifier', state, bytes, partialBytes, licence, arch, directory };
}

async function listFolder({ directory, name, kind }: ModelFolder, signal: AbortSignal): Promise<ListedModel> {
  const manifest = readIfPossible(directory);
  const files = Object.entries(manifest?.files ?? {});
  let whole = manifest !== undefined;
  for (const [file, wanted] of files) whole &&= await isWantedFile(join(directory, file), wanted, signal);
  return {
    name,
    kind: kind ?? 'unknown',
    state: whole ? 'present' : 'damaged',
    bytes: files.reduce((sum, [, wanted]) => sum + wanted.bytes, 0),
    partialBytes: 0,
    licence: manifest?.licence ?? 'unknown',
    arch: manifest && 'arch' in manifest ? manifest.arch : '',
    directory,
  };
}

function readIfPossible(directory: string): ModelManifest | undefined {
  try {
    return readModelManifest(directory);
  } catch {
    return undefined;
  }
}
