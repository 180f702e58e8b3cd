import type { AcceptedVariant, Figure } from '@splitsight/inference';
import type { HeadLoss, Losses, QuantizedVariant, Speed } from '@splitsight/model-tools';

const views = 'three views a picture, on the same pictures as float32';

/** The figures of a variant as the backbone's manifest states them. */
export function variantFigures(
  { cosine, speeds, losses }: QuantizedVariant,
  machine: string,
  rounds: number,
): Figure[] {
  const beside = 'cosine to the float32 features of the same picture, of pictures that ranges were not taken from';
  return [
    { name: 'cosine_mean', value: cosine.mean, n: cosine.n, how: beside },
    { name: 'cosine_min', value: cosine.min, n: cosine.n, how: beside },
    ...(losses ? probeFigures(losses) : []),
    ...speeds.flatMap(({ threads, ms, faster }): Figure[] => {
      const how = `one picture, ${threadsOf({ threads })}, ${machine}; median of rounds in turns with float32`;
      return [
        { name: `ms_${threads}_threads`, value: ms, n: rounds, how },
        { name: `faster_${threads}_threads`, value: faster, n: rounds, how },
      ];
    }),
  ];
}

/** What a head's manifest states of vectors that it takes besides those it was trained on. */
export function acceptedFigures(head: HeadLoss, losses: Losses): Figure[] {
  const how = `this head, its own training pictures among them, after the codec; ${views}`;
  return [
    ...probeFigures(losses),
    { name: 'loss_points', value: round(head.lossPoints, 2), n: head.n, how: `percentage points of accuracy; ${how}` },
    { name: 'flips', value: round(head.flips, 4), n: head.n, how: `likeliest class changes; ${how}` },
  ];
}

function probeFigures({ probe }: Losses): Figure[] {
  const how = `linear probe trained on float32 (C = 0.01), grouped 5-fold, 5 seeds; ${views}`;
  return [
    { name: 'probe_loss_points', value: round(probe.lossPoints, 2), n: probe.n, how: `points of accuracy; ${how}` },
    { name: 'probe_flips', value: round(probe.flips, 4), n: probe.n, how },
    { name: 'probe_auroc_loss', value: round(probe.auroc[0] - probe.auroc[1], 4), n: probe.n, how },
  ];
}

/** Whether a head may take a variant's vectors: neither it nor a linear classifier loses more than `limit` points. */
export function isAcceptable(head: HeadLoss, { probe }: Losses, limit: number): boolean {
  return Math.max(head.lossPoints, probe.lossPoints) <= limit;
}

/** The variants that a head may take, and those that it may not. */
export function judgeHead(
  directory: string,
  variants: readonly Pick<QuantizedVariant, 'precision' | 'fingerprint' | 'losses'>[],
  limit: number,
): { readonly accepted: AcceptedVariant[]; readonly refused: AcceptedVariant['precision'][] } {
  const accepted: AcceptedVariant[] = [];
  const refused: AcceptedVariant['precision'][] = [];
  for (const { precision, fingerprint, losses } of variants) {
    const loss = losses?.heads.get(directory);
    if (!losses || !loss) continue;
    if (!isAcceptable(loss, losses, limit)) refused.push(precision);
    else accepted.push({ fingerprint, precision, figures: acceptedFigures(loss, losses) });
  }
  return { accepted, refused };
}

/** A speed for a table. */
export const describeSpeed = ({ ms, faster }: Speed): string => `${ms.toFixed(1)} (${faster.toFixed(1)} ×)`;

/** Speeds on a line. */
export const describeSpeeds = (speeds: readonly Speed[]): string =>
  speeds.map((speed) => `${describeSpeed(speed)} ms, ${threadsOf(speed)}`).join('; ');

export const threadsOf = ({ threads }: Pick<Speed, 'threads'>): string =>
  threads === 1 ? '1 thread' : `${threads} threads`;

export function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
