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
}

/** Manifests are read when they are first asked for: a server that only scores needs none. */
export function createKnownBackbones(folders: readonly string[]): KnownBackbones {
  let known: Map<Fingerprint, KnownBackbone> | undefined;
  return {
    of(fingerprint) {
      known ??= new Map(folders.flatMap(fingerprintsIn));
      return known.get(fingerprint);
    },
  };
}

function fingerprintsIn(directory: string): [Fingerprint, KnownBackbone][] {
  const manifest = readBackboneManifest(directory);
  const makers = [manifest, ...(manifest.variants ?? [])];
  return makers.map(({ fingerprint }) => [fingerprint, { directory, manifest }]);
}
