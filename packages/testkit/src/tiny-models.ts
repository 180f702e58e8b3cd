import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AcceptedVariant,
  acceptingManifest,
  type BackboneManifest,
  type BackboneVariant,
  encodeGraph,
  floatConstant,
  graphNode,
  graphPort,
  type HeadManifest,
  readBackboneManifest,
  shapeConstant,
  variantFiles,
  writeBackbone,
  writeHead,
  writeU8Codec,
} from '@splitsight/inference';
import type { CodecName, Fingerprint } from '@splitsight/wire';

/** What may differ between tiny backbones. */
export interface TinyBackboneOptions {
  /** The side of the pictures it takes: a multiple of 3. */
  readonly side?: number;
  /** Another name makes another file, and so another fingerprint. */
  readonly name?: string;
  /** Values in a feature, 8 or more; 8 unless told. `pca128-u8` needs 128. */
  readonly dims?: number;
}

/** What may differ between tiny heads. */
export interface TinyHeadOptions {
  readonly name?: string;
  readonly codec?: CodecName;
  /** The fingerprint of a variant whose vectors it takes too. */
  readonly accepts?: Fingerprint;
}

/** What each of the first dimensions measures, as weights of the mean red, green and blue (0..1), before a ReLU. */
const colours: readonly (readonly [red: number, green: number, blue: number])[] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
  [1, -1, 0],
  [1, 0, -1],
  [-1, 1, 0],
  [0, -1, 1],
  [1, -0.5, -0.5],
];
/** The dimension that is high for red alone. */
const redness = 7;

/** What a dimension measures; those beyond the first are mixtures, all different. */
function colourOf(dimension: number): readonly number[] {
  return colours[dimension] ?? [1, 2, 3].map((channel) => ((dimension * channel * 37) % 211) / 105 - 1);
}

/**
 * Writes a real, tiny backbone with codecs f32 and u8: 8 dimensions that measure the colour of each cell of the picture.
 * It loads in milliseconds and obeys the whole contract.
 */
export function writeTinyBackbone(directory: string, options: TinyBackboneOptions = {}): BackboneManifest {
  const { side = 24, name = 'tiny-colour', dims = colours.length } = options;
  const facts = { version: '1', licence: 'Apache-2.0', source: 'splitsight testkit', figures: [] };
  const model = encodeTinyBackbone(name, side, dims);
  writeBackbone(directory, { name, arch: 'tiny', input: { height: side, width: side }, dims, ...facts }, model);
  return writeU8Codec(directory, new Float32Array(dims).fill(1 / 255));
}

/** Gives a tiny backbone a variant called int8, which is to be chosen on some processors. It computes the very same. */
export function writeTinyVariant(
  directory: string,
  processors: BackboneVariant['processors'] = [],
  figures: BackboneVariant['figures'] = [],
): BackboneManifest {
  const { name, input, dims } = readBackboneManifest(directory);
  const graph = encodeTinyBackbone(`${name}-int8`, input.width, dims);
  const { manifest, files } = variantFiles(directory, [{ precision: 'int8', graph, processors, figures }]);
  for (const [file, content] of files) writeFileSync(join(directory, file), content);
  return manifest;
}

function encodeTinyBackbone(name: string, side: number, dims: number): Uint8Array {
  return encodeGraph({
    name,
    nodes: [
      graphNode('Cast', ['image'], ['float'], { to: 1 }),
      graphNode('Transpose', ['float'], ['planes'], { perm: [0, 3, 1, 2] }),
      graphNode('AveragePool', ['planes'], ['cells'], {
        kernel_shape: [side / 3, side / 3],
        strides: [side / 3, side / 3],
      }),
      graphNode('Reshape', ['cells', 'cell_shape'], ['rows']),
      graphNode('Transpose', ['rows'], ['means'], { perm: [0, 2, 1] }),
      graphNode('MatMul', ['means', 'colours'], ['mixed']),
      graphNode('Relu', ['mixed'], ['tiles']),
      graphNode('ReduceMean', ['tiles'], ['features'], { axes: [1], keepdims: 0 }),
    ],
    constants: [
      shapeConstant('cell_shape', [-1, 3, 9]),
      floatConstant(
        'colours',
        [3, dims],
        [0, 1, 2].flatMap((channel) => Array.from({ length: dims }, (_, i) => (colourOf(i)[channel] ?? 0) / 255)),
      ),
    ],
    inputs: [graphPort('image', 'uint8', ['n', side, side, 3])],
    outputs: [graphPort('features', 'float32', ['n', dims]), graphPort('tiles', 'float32', ['n', 9, dims])],
  });
}

/**
 * Writes a head on the tiny backbone in `backboneDirectory` that tells red pictures from others: its positive class is
 * its name (`fire` unless told), the other one `normal`. Plain red scores above 0.99, grey and black below 0.01.
 */
export function writeTinyHead(
  directory: string,
  backboneDirectory: string,
  options: TinyHeadOptions = {},
): HeadManifest {
  const { name = 'fire', codec = 'u8' } = options;
  const { dims } = readBackboneManifest(backboneDirectory);
  const manifest = writeHead(directory, {
    name,
    backbone: backboneDirectory,
    codec,
    classes: ['normal', name],
    positive: 1,
    form: 'plain',
    layers: {
      output: { weights: Array.from({ length: 2 * dims }, (_, i) => (i === dims + redness ? 20 : 0)), bias: [5, 0] },
    },
    facts: {
      version: '1',
      licence: 'Apache-2.0',
      source: 'splitsight testkit',
      figures: [],
      data: { items: 1, sha256: '0'.repeat(64) },
      rule: { threshold: 0.5, instant: 0.9, k: 2, n: 3, clear: 0.3 },
    },
  });
  if (!options.accepts) return manifest;
  const figures: AcceptedVariant['figures'] = [{ name: 'loss_points', value: 0, n: 1, how: 'the very same network' }];
  const accepted: AcceptedVariant = { fingerprint: options.accepts, precision: 'int8', figures };
  for (const [file, text] of acceptingManifest(directory, [accepted])) writeFileSync(join(directory, file), text);
  return { ...manifest, accepts: [accepted] };
}
