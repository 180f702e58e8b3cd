import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { readCheckedFile } from '@splitsight/inference';
import { openSession } from '@splitsight/inference/onnx';
import { CodedError, messageOf } from '@splitsight/kernel';
import { modelToolsError } from '../errors.ts';
import { writeFiles } from '../files.ts';
import { parseModel } from '../graph/model-file.ts';
import { type Catalog, modelNamePattern, type Normalisation } from './catalog.ts';
import { bytesSha256 } from './checksum.ts';
import { type ClassifierManifest, classifierFile, encodeClassifierManifest, manifestOfEntry } from './classifier.ts';
import { catalogError } from './errors.ts';
import { wholeModels } from './folders.ts';
import { readModelManifest } from './manifest.ts';
import { findPictureInput } from './picture-input.ts';
import { findProblems } from './verify.ts';

/** What {@link importModel} needs to know. */
export interface ImportOptions {
  readonly models: string;
  readonly catalog: Catalog;
  /** What the model is called here; the name of the file or folder unless given. */
  readonly name?: string;
  /** Replaces a model of the same name. */
  readonly force: boolean;
  /** Of a single file: what its manifest says besides what the file says itself. */
  readonly facts: {
    readonly arch: string;
    readonly licence: string;
    readonly source: string;
    readonly normalisation?: Normalisation;
  };
}

/** A model that was brought in. */
export interface Imported {
  readonly name: string;
  readonly kind: 'backbone' | 'head' | 'classifier';
  readonly directory: string;
}

/** Files by name, of a model that is to be brought in. */
interface Parcel {
  readonly name: string;
  readonly kind: Imported['kind'];
  readonly files: ReadonlyMap<string, Uint8Array | string>;
}

/** A card longer than this is none. */
const maxCardBytes = 1 << 20;

/**
 * Brings a model into the models folder: a backbone, head or whole model with its manifest from a folder, or any ONNX
 * classifier from its file. It is checked as {@link findProblems} does in a folder beside the final one, which it then
 * becomes, so the models folder never holds half of it.
 *
 * @throws CodedError IMPORT_NAME, IMPORT_EXISTS, IMPORT_OFFICIAL, IMPORT_KIND, IMPORT_INPUT, MODELS_UNREADABLE,
 *   MODELS_NOT_ONNX, MODELS_EXTERNAL_DATA, MODELS_UNWRITABLE, and those of opening a model of its kind.
 */
export async function importModel(from: string, options: ImportOptions): Promise<Imported> {
  const parcel = isFolder(from) ? packFolder(from, options) : await packFile(from, options);
  const { name, kind } = parcel;
  const parent = kind === 'classifier' ? join(options.models, wholeModels) : options.models;
  const directory = join(parent, name);
  if (existsSync(directory) && !options.force) throw catalogError('IMPORT_EXISTS', directory);
  const staged = join(parent, `.import-${randomUUID()}`);
  try {
    writeFiles(staged, parcel.files);
    const [problem] = await findProblems(staged, options.catalog);
    if (problem) throw new CodedError(problem.code, problem.message.replaceAll(staged, from));
    putInPlace(staged, directory);
  } finally {
    rmSync(staged, { recursive: true, force: true });
  }
  return { name, kind, directory };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw modelToolsError('MODELS_UNREADABLE', `${path} (${messageOf(error)})`, error);
  }
}

/** Takes what the manifest names, and the card. */
function packFolder(from: string, options: ImportOptions): Parcel {
  const name = parseName(options.name ?? basename(resolve(from)));
  const manifest = readModelManifest(from);
  const files = new Map<string, Uint8Array | string>(
    Object.keys(manifest.files).map((file) => [file, readCheckedFile(from, file, manifest.files)]),
  );
  const card = join(from, 'README.md');
  if (existsSync(card) && statSync(card).size <= maxCardBytes) files.set('README.md', readFileSync(card));
  if (manifest.kind !== 'classifier') {
    files.set('manifest.json', readFileSync(join(from, 'manifest.json')));
  } else {
    const { sha256 } = manifest.files[classifierFile];
    requireOwnName(name, sha256, options.catalog);
    files.set('manifest.json', encodeClassifierManifest({ ...manifest, name }));
  }
  return { name, kind: manifest.kind, files };
}

/** Takes a file, and describes it: as the catalog does, where it is an official one. */
async function packFile(from: string, { name: wanted, catalog, facts }: ImportOptions): Promise<Parcel> {
  const name = parseName(wanted ?? basename(from, '.onnx'));
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(from);
  } catch (error) {
    throw modelToolsError('MODELS_UNREADABLE', `${from} (${messageOf(error)})`, error);
  }
  parseModel(bytes, from);
  const session = await openSession(bytes, 1, from);
  await session.close();
  const sha256 = bytesSha256(bytes);
  requireOwnName(name, sha256, catalog);
  const official = catalog.models.find((entry) => entry.sha256 === sha256);
  const manifest: ClassifierManifest = official
    ? { ...manifestOfEntry(official), name }
    : {
        kind: 'classifier',
        name,
        ...facts,
        input: findPictureInput(session, from),
        files: { [classifierFile]: { sha256, bytes: bytes.length } },
      };
  const files = new Map<string, Uint8Array | string>([
    [classifierFile, bytes],
    ['manifest.json', encodeClassifierManifest(manifest)],
  ]);
  return { name, kind: 'classifier', files };
}

function parseName(name: string): string {
  if (modelNamePattern.test(name) && name !== wholeModels) return name;
  throw catalogError('IMPORT_NAME', `"${name.slice(0, 80)}"`);
}

/** An official name is for the official file, so that whoever asks for it gets that. */
function requireOwnName(name: string, sha256: string, catalog: Catalog): void {
  const official = catalog.models.find((entry) => entry.name.toLowerCase() === name.toLowerCase());
  if (official && official.sha256 !== sha256) throw catalogError('IMPORT_OFFICIAL', `"${name}"`);
}

/** Gives the staged folder its name; a folder that has it steps aside, and comes back where that fails. */
function putInPlace(staged: string, directory: string): void {
  const aside = `${staged}.old`;
  try {
    mkdirSync(join(directory, '..'), { recursive: true });
    if (existsSync(directory)) renameSync(directory, aside);
    renameSync(staged, directory);
  } catch (error) {
    if (existsSync(aside) && !existsSync(directory)) renameSync(aside, directory);
    throw modelToolsError('MODELS_UNWRITABLE', `${directory} (${messageOf(error)})`, error);
  }
  rmSync(aside, { recursive: true, force: true });
}
