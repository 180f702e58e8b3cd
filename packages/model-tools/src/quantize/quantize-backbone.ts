import { type BackboneManifest, fingerprintOf, readBackboneManifest } from '@splitsight/inference';
import { encodeOnnx } from '@splitsight/inference/onnx';
import type { Fingerprint, PrecisionName } from '@splitsight/wire';
import { type PictureFolder, picturesIn, viewsOf } from '../codec/calibration-set.ts';
import { parseModel } from '../graph/model-file.ts';
import { quantizeError } from './errors.ts';
import { featuresOf } from './features.ts';
import { compareFeatures, type Fidelity } from './fidelity.ts';
import { halveConstants } from './float16.ts';
import { type BackboneGraph, readGraphs } from './graphs.ts';
import type { RangeMethod } from './histogram.ts';
import { encodeInt8Graph } from './int8-graph.ts';
import { type LabelledSet, type Losses, measureLosses } from './losses.ts';
import { type ReadOptions, readViews, wholeView } from './pictures.ts';
import { measureSpeed, type Speed } from './speed.ts';

export type SmallPrecision = Exclude<PrecisionName, 'float32'>;

/** What is made, and what it is measured on. */
export interface QuantizeOptions extends ReadOptions {
  /** The folder of the backbone. */
  readonly backbone: string;
  readonly precisions: readonly SmallPrecision[];
  /** Pictures that ranges are taken from; each fifth is kept back, to compare features on. */
  readonly pictures: readonly PictureFolder[];
  /** Names of nodes that stay in float. */
  readonly keep: readonly string[];
  readonly method: RangeMethod;
  /** What losses are measured on; without it they are not. */
  readonly labelled?: LabelledSet;
  /** Each number of threads that is timed. */
  readonly threads: readonly number[];
  /** How often each is timed. */
  readonly rounds: number;
  readonly onProgress: (line: string) => void;
}

/** A variant and what was measured of it. */
export interface QuantizedVariant {
  readonly precision: SmallPrecision;
  readonly graph: Uint8Array;
  readonly fingerprint: Fingerprint;
  readonly cosine: Fidelity;
  readonly speeds: readonly Speed[];
  readonly losses?: Losses;
}

/** A backbone that was measured beside its variants. */
export interface Quantized {
  readonly manifest: BackboneManifest;
  /** The times of float32. */
  readonly reference: readonly Speed[];
  readonly variants: readonly QuantizedVariant[];
}

/** With fewer, the largest values of some layer were not seen yet. */
const fewestPictures = 20;
const mostPictures = 1000;
const compareEvery = 5;

/**
 * Makes variants of a backbone and measures each beside it: time, features, losses. Nothing is written.
 *
 * @throws CodedError QUANTIZE_*, CODEC_PICTURES, CODEC_PICTURE_BROKEN, and what reading and opening models throws.
 */
export async function quantizeBackbone(options: QuantizeOptions): Promise<Quantized> {
  const { backbone: directory, labelled, onProgress, rounds, signal } = options;
  const manifest = readBackboneManifest(directory);
  const threads = Math.max(...options.threads);
  const paths = thinnedOut(options.pictures.flatMap(picturesIn));
  const reference = readGraphs(directory, { ...manifest, variants: [] });
  const made: { readonly precision: SmallPrecision; readonly graph: Uint8Array }[] = [];
  for (const precision of options.precisions) {
    onProgress(`${manifest.name} in ${precision}, ${paths.length} pictures`);
    for (const { graph } of reference) {
      made.push({ precision, graph: await shrink(precision, graph, manifest, paths, threads, options) });
    }
  }
  const graphs: readonly BackboneGraph[] = [...reference, ...made];

  onProgress('its features beside those of float32');
  const compared = paths.filter((_, i) => i % compareEvery === 0);
  const features = await featuresOf(graphs, manifest, readViews(compared, wholeView, manifest.input, options), threads);
  if (labelled) onProgress(`what it loses on ${labelled.pictures.length} labelled pictures`);
  const losses = labelled && (await measureLosses({ directory, manifest }, graphs, labelled, { ...options, threads }));
  onProgress(`its time with ${options.threads.join(', ')} threads`);
  const speeds = await measureSpeed(graphs, manifest, { threads: options.threads, rounds, signal });

  const timesOf = (precision: PrecisionName) => speeds.filter((speed) => speed.precision === precision);
  const base = features.get('float32') ?? new Float32Array(0);
  return {
    manifest,
    reference: timesOf('float32'),
    variants: made.map(({ precision, graph }) => {
      const loss = losses?.get(precision);
      return {
        precision,
        graph,
        fingerprint: fingerprintOf(graph),
        cosine: compareFeatures(base, features.get(precision) ?? base, manifest.dims),
        speeds: timesOf(precision),
        ...(loss ? { losses: loss } : {}),
      };
    }),
  };
}

function thinnedOut(paths: readonly string[]): readonly string[] {
  if (paths.length < fewestPictures) {
    throw quantizeError('QUANTIZE_FEW', `${paths.length} pictures, at least ${fewestPictures} are needed`);
  }
  const every = Math.ceil(paths.length / mostPictures);
  return paths.filter((_, i) => i % every === 0);
}

async function shrink(
  precision: SmallPrecision,
  graph: Uint8Array,
  { name, input }: BackboneManifest,
  paths: readonly string[],
  threads: number,
  options: QuantizeOptions,
): Promise<Uint8Array> {
  const model = parseModel(graph, name);
  if (precision === 'float16') return encodeOnnx(halveConstants(model));
  const calibrating = paths.filter((_, i) => i % compareEvery !== 0);
  const { keep, method } = options;
  const shape = [1, input.height, input.width, 3];
  return encodeInt8Graph(model, readViews(calibrating, viewsOf, input, options), {
    name,
    shape,
    keep,
    method,
    threads,
  });
}
