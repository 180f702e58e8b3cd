import { type BackboneManifest, readBackboneManifest } from '@splitsight/inference';
import type { Fingerprint } from '@splitsight/wire';

/** A backbone that the configuration names. */
export interface KnownBackbone {
  readonly directory: string;
  readonly manifest: BackboneManifest;
}

/** The backbones that the configuration names, by the vectors that they and their variants make. */
export interface KnownBackbones {
  /** @throws CodedError what reading a manifest throws. */
  of(fingerprint: Fingerprint): KnownBackbone | undefined;
  /** All of them. @throws CodedError what reading a manifest throws. */
  list(): readonly KnownBackbone[];
}

/** Manifests are read when they are first asked for: a server that only scores needs none. */
export function createKnownBackbones(folders: readonly string[]): KnownBackbones {
  let known: Map<Fingerprint, KnownBackbone> | undefined;
  const read = () => {
    known ??= new Map(folders.flatMap(fingerprintsIn));
    return known;
  };
  return {
    of: (fingerprint) => read().get(fingerprint),
    list: () => [...new Set(read().values())],
  };
}

function fingerprintsIn(directory: string): [Fingerprint, KnownBackbone][] {
  const manifest = readBackboneManifest(directory);
  const known = { directory, manifest };
  return [manifest, ...(manifest.variants ?? [])].map(({ fingerprint }) => [fingerprint, known]);
}
