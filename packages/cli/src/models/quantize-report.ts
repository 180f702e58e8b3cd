import type { AcceptedVariant } from '@splitsight/inference';
import type { Quantized, QuantizedVariant, Speed } from '@splitsight/model-tools';
import { describeBytes } from './list-options.ts';
import { describeSpeeds, round } from './quantize-figures.ts';

/** What became of a head. */
export interface JudgedHead {
  readonly directory: string;
  readonly accepted: readonly AcceptedVariant[];
  readonly refused: readonly AcceptedVariant['precision'][];
}

/** The line that programs read. */
export function reportOf({ manifest, reference, variants }: Quantized, heads: readonly JudgedHead[]): object {
  return {
    float32: { bytes: manifest.files['backbone.onnx']?.bytes, ms: speedsOf(reference) },
    variants: Object.fromEntries(variants.map((variant) => [variant.precision, variantReport(variant, heads)])),
  };
}

function variantReport(
  { precision, fingerprint, graph, cosine, speeds, losses }: QuantizedVariant,
  heads: readonly JudgedHead[],
) {
  const probe = losses && {
    loss_points: round(losses.probe.lossPoints, 3),
    flips: round(losses.probe.flips, 5),
    auroc: losses.probe.auroc.map((value) => round(value, 5)),
    n: losses.probe.n,
  };
  const judged = [...(losses?.heads ?? [])].map(([directory, loss]) => ({
    head: directory,
    loss_points: round(loss.lossPoints, 3),
    flips: round(loss.flips, 5),
    n: loss.n,
    accepted: heads.some(
      (head) => head.directory === directory && head.accepted.some((one) => one.precision === precision),
    ),
  }));
  return { fingerprint, bytes: graph.length, cosine, ms: speedsOf(speeds), ...(probe && { probe, heads: judged }) };
}

const speedsOf = (speeds: readonly Speed[]) =>
  Object.fromEntries(speeds.map(({ threads, ms, faster }) => [threads, { median: ms, faster }]));

/** The same for people. */
export function describeQuantized({ reference, variants }: Quantized, heads: readonly JudgedHead[]): string {
  const lines = [`float32  ${describeSpeeds(reference)}`];
  for (const { precision, graph, cosine, speeds, losses } of variants) {
    lines.push(
      `${precision.padEnd(7)}  ${describeSpeeds(speeds)}`,
      `         ${describeBytes(graph.length)}; cosine to float32 ${cosine.mean} on the average of ${cosine.n}, ${cosine.min} at the least`,
    );
    if (!losses) continue;
    const { probe } = losses;
    const [before, after] = probe.auroc;
    lines.push(
      `         a linear probe loses ${probe.lossPoints.toFixed(2)} points, AUROC ${before.toFixed(4)} → ${after.toFixed(4)} (n = ${probe.n})`,
    );
    for (const [directory, loss] of losses.heads) {
      const isAccepted = heads.some((head) => head.directory === directory && !head.refused.includes(precision));
      lines.push(
        `         ${directory} loses ${loss.lossPoints.toFixed(2)} points, ${(100 * loss.flips).toFixed(2)} % of its answers change: ${isAccepted ? 'takes it' : 'does not take it'}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}
