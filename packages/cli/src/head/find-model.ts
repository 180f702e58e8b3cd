import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  type BackboneManifest,
  type HeadManifest,
  manifestKind,
  readBackboneManifest,
  readHeadManifest,
} from '@splitsight/inference';
import { modelsDirectory, shipped } from '../stack/shipped.ts';
import { headError } from './errors.ts';

/** Where models are looked for: the folder one stands in first, then what came with the program. */
const modelFolders = (): string[] => [...new Set([resolve('models'), resolve(modelsDirectory)])].filter(existsSync);

/**
 * Finds a head: the folder itself, or by its name among the models. Of heads of one name, that of the default backbone is
 * preferred unless `backbone` names another one.
 *
 * @returns its folder.
 * @throws CodedError HEAD_NOT_FOUND and, for a folder that holds something else, MODEL_MANIFEST
 */
export function findHead(nameOrFolder: string, backbone?: BackboneManifest): string {
  if (existsSync(join(nameOrFolder, 'manifest.json'))) return nameOrFolder;
  const wanted = backbone ?? readBackboneManifest(shipped.backbone);
  const found = modelFolders().flatMap((folder) =>
    foldersOf(folder, 'head')
      .map((directory) => ({ directory, manifest: readHeadManifest(directory) }))
      .filter(({ manifest }) => manifest.name === nameOrFolder),
  );
  const best = found.find(({ manifest }) => manifest.fingerprint === wanted.fingerprint) ?? found[0];
  if (!best) throw headError('HEAD_NOT_FOUND', `"${nameOrFolder}" (looked in ${modelFolders().join(', ')})`);
  return best.directory;
}

/** Finds the backbone of a head among the models. @throws CodedError HEAD_BACKBONE_NOT_FOUND */
export function findBackbone(head: HeadManifest): string {
  for (const folder of modelFolders()) {
    const found = foldersOf(folder, 'backbone').find(
      (directory) => readBackboneManifest(directory).fingerprint === head.fingerprint,
    );
    if (found) return found;
  }
  throw headError('HEAD_BACKBONE_NOT_FOUND', `${head.name} needs ${head.backbone} (${head.fingerprint})`);
}

function foldersOf(folder: string, kind: 'backbone' | 'head'): string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .filter((directory) => manifestKind(directory) === kind);
}
