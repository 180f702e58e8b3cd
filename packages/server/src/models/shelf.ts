import { join } from 'node:path';
import {
  type BackboneManifest,
  codecsOf,
  findVariant,
  fingerprintsOf,
  type HeadManifest,
  readBackboneManifest,
} from '@splitsight/inference';
import type { BackboneView, ModelFile, RunnableHead } from '@splitsight/wire';
import type { LineUp } from '../heads/line-up.ts';
import type { ScoringHead } from '../heads/scoring-head.ts';
import { everySite, type HeadRole } from '../registry/state.ts';

/** The models that a browser may run: the backbones of the configuration and the heads that are live. */
export interface ModelShelf {
  backbones(): readonly BackboneView[];
  heads(): readonly RunnableHead[];
  /** Where the file with this content lies; undefined unless a model above names it. */
  find(sha256: string): StoredFile | undefined;
}

export interface StoredFile {
  readonly path: string;
  readonly bytes: number;
}

export interface ShelfParts {
  /** The folders of backbones. */
  readonly backbones: readonly string[];
  readonly stand: { current(): Pick<LineUp, 'at'> };
  readonly roles: () => readonly HeadRole[];
  /** The folder of a version of a head. */
  readonly folderOf: (head: string, version: string) => string;
}

const headFile = 'head.onnx';

/** Reads the manifests of the backbones. @throws CodedError MODEL_MISSING, MODEL_MANIFEST */
export function createModelShelf({ backbones: folders, stand, roles, folderOf }: ShelfParts): ModelShelf {
  const backbones = folders.map((folder) => describeBackbone(folder, readBackboneManifest(folder)));
  const fixed = new Map(backbones.flatMap(({ files }) => files));

  /** The live heads, each with where it is live. */
  function liveHeads(): Map<ScoringHead, string[]> {
    const found = new Map<ScoringHead, string[]>();
    const lineUp = stand.current();
    const sites = new Set([everySite, ...roles().flatMap(({ role, site }) => (role === 'live' ? [site] : []))]);
    for (const site of sites) {
      for (const head of lineUp.at('live', site)) found.set(head, [...(found.get(head) ?? []), site]);
    }
    return found;
  }

  return {
    backbones: () => backbones.map(({ view }) => view),
    heads: () => [...liveHeads()].map(([head, sites]) => describeHead(head, sites)),
    find(sha256) {
      const backbone = fixed.get(sha256);
      if (backbone) return backbone;
      for (const { name, version, manifest } of liveHeads().keys()) {
        const file = fileOf(manifest, headFile);
        if (file.sha256 === sha256) return { path: join(folderOf(name, version), headFile), bytes: file.bytes };
      }
      return undefined;
    },
  };
}

function describeBackbone(folder: string, manifest: BackboneManifest) {
  const { name, input, dims, variants = [] } = manifest;
  const precisions = ['float32' as const, ...variants.map(({ precision }) => precision)];
  const codecs = codecsOf(manifest);
  const view: BackboneView = {
    name,
    input,
    dims,
    variants: precisions.map((precision) => {
      const { file, fingerprint } = findVariant(manifest, precision);
      return { precision, fingerprint, file: fileOf(manifest, file) };
    }),
    codecs: codecs.map((codec) => ({ codec, file: manifest.files[`codec-${codec}.onnx`] ?? null })),
  };
  const used = [...view.variants.map(({ file }) => file), ...view.codecs.flatMap(({ file }) => file ?? [])];
  const files = Object.entries(manifest.files)
    .filter(([, { sha256 }]) => used.some((file) => file.sha256 === sha256))
    .map(([file, { sha256, bytes }]) => [sha256, { path: join(folder, file), bytes }] as const);
  return { view, files };
}

function describeHead({ name, version, manifest, rule }: ScoringHead, sites: readonly string[]): RunnableHead {
  const { classes, positive, dims, codec } = manifest;
  return {
    ...{ name, version, classes, positive, dims, codec },
    sites: [...sites],
    fingerprints: fingerprintsOf(manifest),
    threshold: rule.threshold,
    regions: [...rule.regions],
    file: fileOf(manifest, headFile),
  };
}

/** Every manifest names the files that it needs: its schema says so. */
function fileOf({ files }: Pick<BackboneManifest | HeadManifest, 'files'>, name: string): ModelFile {
  return files[name] ?? { sha256: '', bytes: 0 };
}
