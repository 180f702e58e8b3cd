import {
  type BackboneManifest,
  fingerprintsOf,
  type HeadManifest,
  readBackboneManifest,
  requireCalibration,
} from '@splitsight/inference';
import { codecBytes } from '@splitsight/wire';
import { serverError } from '../errors.ts';
import type { VectorKind } from '../flow.ts';
import { kindsOfBackbone } from '../heads/scoring-head.ts';

/** A backbone of the configuration. */
export interface KnownBackbone {
  readonly directory: string;
  readonly manifest: BackboneManifest;
  readonly kinds: readonly VectorKind[];
}

/** Reads what the configuration's backbones are. @throws CodedError MODEL_MISSING, MODEL_MANIFEST */
export function readBackbones(folders: readonly string[]): readonly KnownBackbone[] {
  return folders.map((directory) => {
    const manifest = readBackboneManifest(directory);
    return { directory, manifest, kinds: kindsOfBackbone(manifest) };
  });
}

/**
 * Refuses a head that reads no vectors of these kinds, or that was trained on another calibration of their codec.
 *
 * @param folder the head's.
 * @throws CodedError REGISTRY_BACKBONE, REGISTRY_CODEC, HEAD_CALIBRATION
 */
export function requireKnownKind(
  manifest: HeadManifest,
  folder: string,
  kinds: readonly VectorKind[],
  backbones: readonly KnownBackbone[],
): void {
  const { name, codec, dims, backbone } = manifest;
  const fingerprints = fingerprintsOf(manifest);
  const made = kinds.filter(({ fingerprint }) => fingerprints.includes(fingerprint));
  if (made.length === 0)
    throw serverError('REGISTRY_BACKBONE', `${name} reads ${backbone} (${fingerprints.join(', ')})`);
  const fits = (kind: VectorKind) => kind.codec === codec && kind.vectorBytes === codecBytes(codec, dims);
  if (!made.some(fits)) throw serverError('REGISTRY_CODEC', `${name} reads ${dims} dimensions in ${codec}`);
  const known = backbones.find((one) => one.manifest.fingerprint === manifest.fingerprint);
  if (known?.kinds.some(fits)) requireCalibration({ directory: folder, manifest }, known);
}
