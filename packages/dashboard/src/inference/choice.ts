import type { BackboneView, CodecName, Fingerprint, ModelsAnswer, PrecisionName, RunnableHead } from '@splitsight/wire';

/** A backbone in the numbers that were chosen, and what goes with it. */
export interface ModelChoice {
  readonly backbone: BackboneView;
  readonly variant: BackboneView['variants'][number];
  /** The live heads that take its vectors in a codec that it has. */
  readonly heads: readonly RunnableHead[];
}

/** The combinations of backbone and precision that the server offers, the best one first. */
export function modelChoices({ backbones, heads }: ModelsAnswer): readonly ModelChoice[] {
  const choices = backbones.flatMap((backbone) =>
    backbone.variants.map((variant) => ({ backbone, variant, heads: headsFor(backbone, variant.fingerprint, heads) })),
  );
  // Most heads first; among equals int8, which WebAssembly computes two to six times as fast.
  return choices.toSorted((a, b) => b.heads.length - a.heads.length || speed(b) - speed(a));
}

function headsFor(
  { dims, codecs }: BackboneView,
  fingerprint: Fingerprint,
  heads: readonly RunnableHead[],
): RunnableHead[] {
  return heads.filter(
    (head) =>
      head.fingerprints.includes(fingerprint) && head.dims === dims && codecs.some(({ codec }) => codec === head.codec),
  );
}

const speeds: Readonly<Record<PrecisionName, number>> = { int8: 2, float32: 1, float16: 0 };
const speed = ({ variant }: ModelChoice) => speeds[variant.precision];

/** The codec that most heads read; u8 where none does and there is one. */
export function codecFor({ backbone, heads }: ModelChoice): CodecName {
  const offered = backbone.codecs.map(({ codec }) => codec);
  const readers = (codec: CodecName) =>
    heads.filter((head) => head.codec === codec).length + (codec === 'u8' ? 0.5 : 0);
  return offered.toSorted((a, b) => readers(b) - readers(a))[0] ?? 'f32';
}
