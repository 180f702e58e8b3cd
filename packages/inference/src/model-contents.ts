import { type Fingerprint, parseHeadName } from '@splitsight/wire';
import {
  type BackboneManifest,
  backboneFile,
  encodeManifest,
  type HeadManifest,
  headFile,
  manifestFile,
  parseBackboneManifest,
  parseHeadManifest,
} from './manifest.ts';
import { describeFile } from './model-files.ts';
import type { BackboneFacts } from './model-writer.ts';

/** A model in the files of its folder; nothing is written. */
export interface ModelContents<Manifest> {
  readonly manifest: Manifest;
  /** Name → what is in it, the manifest last. */
  readonly files: ReadonlyMap<string, Uint8Array | string>;
}

/** Makes the files of a backbone from its graph. @throws CodedError MODEL_MANIFEST */
export function createBackboneContents(facts: BackboneFacts, model: Uint8Array): ModelContents<BackboneManifest> {
  const described = describeFile(model);
  const fingerprint = described.sha256.slice(0, 16) as Fingerprint;
  const text = encodeManifest({ kind: 'backbone', ...facts, fingerprint, files: { [backboneFile]: described } });
  return {
    manifest: parseBackboneManifest(text, `the manifest of ${facts.name}`),
    files: new Map<string, Uint8Array | string>([
      [backboneFile, model],
      [manifestFile, text],
    ]),
  };
}

/** What the manifest of a head says that cannot be read off its file. */
export type HeadFacts = Omit<HeadManifest, 'kind' | 'files' | 'name'> & { readonly name: string };

/** Makes the files of a head from its graph, however it was made. @throws CodedError MODEL_MANIFEST, WIRE_ID */
export function createHeadContents(facts: HeadFacts, model: Uint8Array): ModelContents<HeadManifest> {
  const name = parseHeadName(facts.name);
  const text = encodeManifest({ kind: 'head', ...facts, name, files: { [headFile]: describeFile(model) } });
  return {
    manifest: parseHeadManifest(text, `the manifest of ${name}`),
    files: new Map<string, Uint8Array | string>([
      [headFile, model],
      [manifestFile, text],
    ]),
  };
}
