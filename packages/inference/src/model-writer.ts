import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CodecName, type Fingerprint, parseHeadName } from '@splitsight/wire';
import { codecFile } from './codec.ts';
import { encodeU8Codec } from './codec-u8.ts';
import type { FeatureForm } from './decoding-steps.ts';
import { encodeHeadGraph, type HeadLayers } from './head-graph.ts';
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
import { describeFile, readBackboneManifest } from './model-files.ts';

/** What a backbone's manifest says that cannot be read off its files. */
export type BackboneFacts = Omit<BackboneManifest, 'kind' | 'files' | 'fingerprint'>;

/** Writes a backbone's file and manifest into `directory`, made if need be. @throws CodedError MODEL_MANIFEST */
export function writeBackbone(directory: string, facts: BackboneFacts, model: Uint8Array): BackboneManifest {
  const described = describeFile(model);
  const fingerprint = described.sha256.slice(0, 16) as Fingerprint;
  const manifest: BackboneManifest = {
    kind: 'backbone',
    ...facts,
    fingerprint,
    files: { [backboneFile]: described },
  };
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, backboneFile), model);
  const text = encodeManifest(manifest);
  const path = join(directory, manifestFile);
  const parsed = parseBackboneManifest(text, path);
  writeFileSync(path, text);
  return parsed;
}

/**
 * The files that give the backbone in `directory` codecs, or new ones: each codec's graph, then the manifest that names
 * them. Nothing is written.
 *
 * @throws CodedError MODEL_MISSING, MODEL_MANIFEST
 */
export function codecFiles(
  directory: string,
  graphs: ReadonlyMap<CodecName, Uint8Array>,
): ReadonlyMap<string, Uint8Array | string> {
  const manifest = readBackboneManifest(directory);
  const files = new Map([...graphs].map(([codec, graph]) => [codecFile(codec), graph]));
  const described = Object.fromEntries([...files].map(([name, graph]) => [name, describeFile(graph)]));
  const text = encodeManifest({ ...manifest, files: { ...manifest.files, ...described } });
  return new Map<string, Uint8Array | string>([...files, [manifestFile, text]]);
}

/** Writes a `u8` codec of the backbone in `directory` beside it, from the size of a step of each feature as it is. */
export function writeU8Codec(directory: string, stepSizes: Float32Array): BackboneManifest {
  for (const [name, content] of codecFiles(directory, new Map([['u8', encodeU8Codec(stepSizes, 'plain')]]))) {
    writeFileSync(join(directory, name), content);
  }
  return readBackboneManifest(directory);
}

/** A softmax head on the features of one backbone. */
export interface HeadParts {
  readonly name: string;
  /** Where the backbone and its codecs are. */
  readonly backbone: string;
  readonly codec: CodecName;
  readonly classes: readonly string[];
  /** The index of the class that alerts. */
  readonly positive: number;
  /** What the layers apply to. */
  readonly form: FeatureForm;
  /** On decoded features of that form; standardisation and temperature are folded in. */
  readonly layers: HeadLayers;
  /** What else the manifest says. */
  readonly facts: Pick<HeadManifest, 'version' | 'licence' | 'source' | 'figures' | 'data' | 'rule'>;
}

/**
 * Writes a head's file and manifest into `directory`, made if need be: `vector` (the codec's bytes) → `probabilities`.
 *
 * @throws CodedError MODEL_MANIFEST, WIRE_ID, and what reading the backbone's manifest and codec throws.
 */
export function writeHead(directory: string, parts: HeadParts): HeadManifest {
  const backbone = readBackboneManifest(parts.backbone);
  const { codec, positive, facts } = parts;
  const model = encodeHeadGraph(parts, backbone);
  const manifest: HeadManifest = {
    kind: 'head',
    name: parseHeadName(parts.name),
    backbone: backbone.name,
    fingerprint: backbone.fingerprint,
    codec,
    dims: backbone.dims,
    classes: [...parts.classes],
    ...(parts.layers.hidden ? { hidden: parts.layers.hidden.bias.length } : {}),
    positive,
    ...facts,
    files: { [headFile]: describeFile(model) },
  };
  const text = encodeManifest(manifest);
  const path = join(directory, manifestFile);
  const parsed = parseHeadManifest(text, path);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, headFile), model);
  writeFileSync(path, text);
  return parsed;
}
