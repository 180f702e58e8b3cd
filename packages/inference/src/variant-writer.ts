import { join } from 'node:path';
import type { Fingerprint } from '@splitsight/wire';
import {
  type AcceptedVariant,
  type BackboneManifest,
  type BackboneVariant,
  encodeManifest,
  manifestFile,
  parseBackboneManifest,
  parseHeadManifest,
} from './manifest.ts';
import { describeFile, readBackboneManifest, readHeadManifest } from './model-files.ts';

/** A variant of a backbone, and what its manifest is to say of it. */
export interface VariantParts extends Pick<BackboneVariant, 'precision' | 'processors' | 'figures'> {
  readonly graph: Uint8Array;
}

/** The file of a variant beside its backbone. */
const variantFile = (precision: BackboneVariant['precision']): string => `backbone-${precision}.onnx`;

/** What a variant's vectors are marked with. */
export function fingerprintOf(graph: Uint8Array): Fingerprint {
  return describeFile(graph).sha256.slice(0, 16) as Fingerprint;
}

/** A manifest as it is to be, and the files to write for it. */
export interface VariantFiles {
  readonly manifest: BackboneManifest;
  readonly files: ReadonlyMap<string, Uint8Array | string>;
}

/**
 * The files that give the backbone in `directory` variants, or new ones in place of those of the same precision: each
 * graph, then the manifest that names them. Nothing is written.
 *
 * @throws CodedError MODEL_MISSING, MODEL_MANIFEST
 */
export function variantFiles(directory: string, variants: readonly VariantParts[]): VariantFiles {
  const manifest = readBackboneManifest(directory);
  const graphs = new Map(variants.map(({ precision, graph }) => [variantFile(precision), graph]));
  const described = Object.fromEntries([...graphs].map(([name, graph]) => [name, describeFile(graph)]));
  const added = variants.map(({ precision, graph, processors, figures }): BackboneVariant => {
    return { precision, file: variantFile(precision), fingerprint: fingerprintOf(graph), processors, figures };
  });
  const kept = (manifest.variants ?? []).filter(({ precision }) =>
    variants.every((one) => one.precision !== precision),
  );
  const files = { ...manifest.files, ...described };
  const written = backboneText(directory, { ...manifest, variants: [...kept, ...added], files });
  return { ...written, files: new Map<string, Uint8Array | string>([...graphs, ...written.files]) };
}

/**
 * The manifest of the backbone in `directory` with other processors for its variants. Nothing is written.
 *
 * @param processors what is to be said of a variant, given what is.
 * @throws CodedError MODEL_MISSING, MODEL_MANIFEST
 */
export function processorFiles(
  directory: string,
  processors: (variant: BackboneVariant) => BackboneVariant['processors'],
): VariantFiles {
  const manifest = readBackboneManifest(directory);
  const variants = (manifest.variants ?? []).map((variant) => ({ ...variant, processors: processors(variant) }));
  return backboneText(directory, { ...manifest, variants });
}

function backboneText(directory: string, { files, figures, ...manifest }: BackboneManifest): VariantFiles {
  const text = encodeManifest({ ...manifest, files, figures });
  return {
    manifest: parseBackboneManifest(text, join(directory, manifestFile)),
    files: new Map([[manifestFile, text]]),
  };
}

/**
 * The manifest that makes the head in `directory` take vectors of variants too. What it took of the same precisions before
 * it takes no longer. Nothing is written.
 *
 * @throws CodedError MODEL_MISSING, MODEL_MANIFEST
 */
export function acceptingManifest(
  directory: string,
  accepted: readonly AcceptedVariant[],
  dropped: readonly AcceptedVariant['precision'][] = [],
): ReadonlyMap<string, string> {
  const { accepts = [], ...manifest } = readHeadManifest(directory);
  const replaced = new Set([...accepted.map(({ precision }) => precision), ...dropped]);
  const kept = accepts.filter(({ precision }) => !replaced.has(precision));
  const { files, figures, ...rest } = manifest;
  const text = encodeManifest({ ...rest, accepts: [...kept, ...accepted], files, figures });
  parseHeadManifest(text, join(directory, manifestFile));
  return new Map([[manifestFile, text]]);
}
