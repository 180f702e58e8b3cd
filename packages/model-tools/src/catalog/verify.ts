import { join } from 'node:path';
import {
  type BackboneManifest,
  fingerprintsOf,
  type HeadManifest,
  openBackbone,
  openHead,
  readBackboneManifest,
  readCheckedFile,
  readHeadManifest,
  requireCalibration,
} from '@splitsight/inference';
import { openSession, type Session } from '@splitsight/inference/onnx';
import { isCodedError } from '@splitsight/kernel';
import { type CodecName, codecNames } from '@splitsight/wire';
import { parseModel } from '../graph/model-file.ts';
import type { Catalog } from './catalog.ts';
import { type ClassifierManifest, classifierFile, modelError } from './classifier.ts';
import { catalogError } from './errors.ts';
import { type ModelFolder, onnxFiles } from './folders.ts';
import { type ModelManifest, readModelManifest } from './manifest.ts';
import { findPictureInput } from './picture-input.ts';

/** Something that is wrong with a model. */
export interface Problem {
  readonly code: string;
  readonly message: string;
}

/** What was found out about one model. */
export interface Verified {
  readonly name: string;
  readonly kind: 'backbone' | 'head' | 'classifier' | 'unknown';
  readonly directory: string;
  readonly problems: readonly Problem[];
  /** Of a head: the folders of backbones beside it whose vectors it scores. */
  readonly fits?: readonly string[];
}

/**
 * Checks models: every file against its manifest (and a whole model against the catalog too), that it loads, and that it
 * keeps the contract of its kind. A head without a backbone among `folders` and `others` is no problem: the backbone may
 * well be elsewhere.
 *
 * @param others folders that are not checked, in which heads may find their backbones.
 * @throws the signal's reason when aborted.
 */
export async function verifyModels(
  folders: readonly ModelFolder[],
  others: readonly ModelFolder[],
  catalog: Catalog,
  signal: AbortSignal,
): Promise<Verified[]> {
  const directories = new Set(
    [...folders, ...others].flatMap(({ kind, directory }) => (kind === 'backbone' ? directory : [])),
  );
  const backbones = [...directories].flatMap((directory) => {
    const manifest = attempt(() => readBackboneManifest(directory));
    return manifest ? [{ directory, manifest }] : [];
  });
  const verified: Verified[] = [];
  for (const { name, kind, directory } of folders) {
    signal.throwIfAborted();
    const problems = await findProblems(directory, catalog);
    const head = kind === 'head' ? attempt(() => readHeadManifest(directory)) : undefined;
    const fits = head && backbones.filter(({ manifest }) => isFor(head, manifest));
    if (head && fits && problems.length === 0) {
      for (const backbone of fits) {
        problems.push(...(await problemsOf(() => requireCalibration({ directory, manifest: head }, backbone))));
      }
    }
    const fitting = fits && { fits: fits.map((found) => found.directory) };
    verified.push({ name, kind: kind ?? 'unknown', directory, problems, ...fitting });
  }
  return verified;
}

/** Everything that is wrong with the model in `directory`: of several reasons why it does not open, the first. */
export async function findProblems(directory: string, catalog: Catalog): Promise<Problem[]> {
  const problems: Problem[] = [];
  const check = async (work: () => unknown) => {
    for (const found of await problemsOf(work)) {
      if (!problems.some(({ message }) => message === found.message)) problems.push(found);
    }
  };
  await check(async () => {
    const manifest = readModelManifest(directory);
    for (const file of Object.keys(manifest.files)) {
      await check(async () => {
        const path = join(directory, file);
        const bytes = readCheckedFile(directory, file, manifest.files);
        // Names what no runtime says clearly: a file that is no ONNX, or that keeps its weights elsewhere.
        parseModel(bytes, path);
        const session = await openSession(bytes, 1, path);
        await session.close();
        if (manifest.kind === 'classifier') requireAsStated(manifest, session, path, catalog);
      });
    }
    for (const file of onnxFiles(directory).filter((name) => !Object.hasOwn(manifest.files, name))) {
      await check(() => {
        throw catalogError('VERIFY_UNLISTED', join(directory, file));
      });
    }
    if (problems.length === 0) await check(() => openAs(manifest, directory));
  });
  return problems;
}

/** What `work` finds wrong: nothing, or one coded error. */
async function problemsOf(work: () => unknown): Promise<Problem[]> {
  try {
    await work();
    return [];
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return [{ code: error.code, message: error.message }];
  }
}

/** Opens a model as those do who use it. */
async function openAs(manifest: ModelManifest, directory: string): Promise<void> {
  switch (manifest.kind) {
    case 'backbone': {
      const options = { codec: 'f32', threads: 1 } as const;
      for (const codec of codecsOf(manifest)) await (await openBackbone(directory, { ...options, codec })).close();
      for (const { precision } of manifest.variants ?? []) {
        await (await openBackbone(directory, { ...options, precision })).close();
      }
      return;
    }
    case 'head':
      return (await openHead(directory, { threads: 1 })).close();
    case 'classifier':
      return;
  }
}

/** A whole model takes the picture its manifest describes, and one of an official name is the official file. */
function requireAsStated(manifest: ClassifierManifest, session: Session, path: string, catalog: Catalog): void {
  const { name, layout } = findPictureInput(session, path);
  const stated = manifest.input;
  if (name !== stated.name || layout !== stated.layout) {
    throw modelError('MODEL_CONTRACT', `${path}: expected ${stated.name} ${stated.layout}, found ${name} ${layout}`);
  }
  const official = catalog.models.find((entry) => entry.name === manifest.name);
  const found = manifest.files[classifierFile].sha256;
  if (official && official.sha256 !== found) {
    throw modelError(
      'MODEL_CHECKSUM',
      `${path} has ${found.slice(0, 16)}…, the catalog ${official.sha256.slice(0, 16)}…`,
    );
  }
}

/** Whether the vectors of a backbone are those that a head scores. */
function isFor(head: HeadManifest, backbone: BackboneManifest): boolean {
  return (
    fingerprintsOf(head).includes(backbone.fingerprint) &&
    head.dims === backbone.dims &&
    codecsOf(backbone).includes(head.codec)
  );
}

function codecsOf({ files }: BackboneManifest): CodecName[] {
  return codecNames.filter((codec) => codec === 'f32' || Object.hasOwn(files, `codec-${codec}.onnx`));
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
