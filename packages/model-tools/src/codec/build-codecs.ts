import { codecFiles, encodePcaCodec, encodeU8Codec, pcaComponents, readBackboneManifest } from '@splitsight/inference';
import type { CodecName } from '@splitsight/wire';
import { writeFiles } from '../files.ts';
import { calibratePca } from './calibrate-pca.ts';
import { calibrateU8 } from './calibrate-u8.ts';
import { type CalibrationOptions, type CalibrationSet, measureFeatures } from './calibration-set.ts';
import { codecError } from './errors.ts';

/** The codecs that have a file, and so can be calibrated. */
export const fileCodecs = ['u8', 'pca128-u8'] as const satisfies readonly CodecName[];
export type FileCodec = (typeof fileCodecs)[number];

/** What {@link buildCodecs} is told. */
export interface BuildOptions extends CalibrationOptions {
  readonly codecs: readonly FileCodec[];
  /** The share of the values of each dimension or component that its range covers at the least. */
  readonly quantile: number;
}

/** What was calibrated, on what. */
export interface CodecsReport {
  readonly pictures: number;
  readonly skipped: number;
  readonly features: number;
  readonly codecs: Readonly<Partial<Record<FileCodec, CodecReport>>>;
}

export interface CodecReport {
  /** The share of values that were cut to the end of their range. */
  readonly cut: number;
  /** The share of the variance (of square roots) that is kept, where dimensions are left out. */
  readonly kept?: number;
  readonly sha256: string;
}

/** So many features for each principal component, at the least. */
const featuresPerComponent = 10;

/**
 * Calibrates codecs of a backbone on pictures and writes their graphs and the manifest that names them beside it, all or
 * nothing. The same pictures on the same machine give the same bytes.
 *
 * @throws CodedError CODEC_PICTURES, CODEC_PICTURE_BROKEN, CODEC_TOO_FEW, CODEC_FEATURES, CODEC_DIMS, MODELS_UNWRITABLE
 *   and what opening a backbone throws.
 */
export async function buildCodecs(options: BuildOptions): Promise<CodecsReport> {
  const { dims } = readBackboneManifest(options.backbone);
  if (options.codecs.includes('pca128-u8') && dims < pcaComponents) {
    throw codecError('CODEC_DIMS', `${options.backbone} has ${dims}`);
  }
  const set = await measureFeatures(options);
  requireEnough(set, options);
  const built = options.codecs.map((codec) => ({ codec, ...buildCodec(codec, set, options.quantile) }));
  writeFiles(options.backbone, codecFiles(options.backbone, new Map(built.map(({ codec, graph }) => [codec, graph]))));
  const { files } = readBackboneManifest(options.backbone);
  return {
    pictures: set.pictures,
    skipped: set.skipped,
    features: set.features.length / dims,
    codecs: Object.fromEntries(
      built.map(({ codec, report }) => [codec, { ...report, sha256: files[`codec-${codec}.onnx`]?.sha256 ?? '' }]),
    ),
  };
}

function buildCodec(
  codec: FileCodec,
  { features, dims }: CalibrationSet,
  share: number,
): { readonly graph: Uint8Array; readonly report: Omit<CodecReport, 'sha256'> } {
  const roots = features.map((value) => Math.sqrt(Math.max(0, value)));
  switch (codec) {
    case 'u8': {
      const stepSizes = calibrateU8(roots, dims, share);
      const above = roots.filter((value, i) => value > 255 * (stepSizes[i % dims] as number));
      return { graph: encodeU8Codec(stepSizes, 'root'), report: { cut: above.length / roots.length } };
    }
    case 'pca128-u8': {
      const { parts, cut, kept } = calibratePca(roots, dims, share);
      return { graph: encodePcaCodec(parts), report: { cut, kept } };
    }
  }
}

/** A quantile needs values beyond it, and components need many more features than there are of them. */
function requireEnough({ features, dims, pictures }: CalibrationSet, options: BuildOptions): void {
  const count = features.length / dims;
  const beyond = Math.round(1 / (1 - options.quantile));
  const needed = options.codecs.includes('pca128-u8') ? Math.max(beyond, featuresPerComponent * pcaComponents) : beyond;
  if (count >= needed) return;
  const each = count / Math.max(1, pictures) || 6;
  throw codecError('CODEC_TOO_FEW', `${pictures} pictures, ${Math.ceil(needed / each)} are needed`);
}
