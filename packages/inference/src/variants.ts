import type { Fingerprint, PrecisionName } from '@splitsight/wire';
import { inferenceError } from './errors.ts';
import { type BackboneManifest, backboneFile } from './manifest.ts';
import { describeProcessor, type Processor } from './processor.ts';

/** A file of a backbone and what its vectors are marked with. */
export interface VariantFile {
  readonly precision: PrecisionName;
  readonly file: string;
  readonly fingerprint: Fingerprint;
}

/** Finds a variant of a backbone; float32 is the backbone itself. @throws CodedError MODEL_VARIANT_MISSING */
export function findVariant(manifest: BackboneManifest, precision: PrecisionName): VariantFile {
  if (precision === 'float32') return { precision, file: backboneFile, fingerprint: manifest.fingerprint };
  const variant = manifest.variants?.find((one) => one.precision === precision);
  if (variant) return variant;
  const known = ['float32', ...(manifest.variants ?? []).map((one) => one.precision)].join(', ');
  throw inferenceError('MODEL_VARIANT_MISSING', `${precision} of ${manifest.name} (it has ${known})`);
}

/** Which variant is to run, and why, in a few words for the log. */
export interface VariantChoice {
  readonly precision: PrecisionName;
  readonly why: string;
}

/**
 * Chooses the variant of a backbone for a processor: the fastest of those that were measured faster than float32 on one
 * that has the same features; float32 where nothing was measured.
 *
 * @param wanted a variant to run whatever the processor, or `auto`.
 * @throws CodedError MODEL_VARIANT_MISSING for a wanted one that is not there.
 */
export function chooseVariant(
  manifest: BackboneManifest,
  wanted: PrecisionName | 'auto',
  processor: Processor,
): VariantChoice {
  if (wanted !== 'auto') return { precision: findVariant(manifest, wanted).precision, why: 'as configured' };
  const fitting = (manifest.variants ?? []).flatMap(({ precision, processors }) =>
    processors
      .filter(({ arch, features }) => arch === processor.arch && features.every((one) => processor.features.has(one)))
      .map(({ features, faster }) => ({ precision, features, faster })),
  );
  const [best] = fitting.sort((a, b) => b.faster - a.faster);
  if (!best) return { precision: 'float32', why: `no variant was measured faster on ${describeProcessor(processor)}` };
  const { precision, features, faster } = best;
  return {
    precision,
    why: `measured ${faster} times as fast as float32 on ${processor.arch} with ${features.join(', ')}`,
  };
}
