import type { FeatureRegion, RegionKind } from '@splitsight/wire';
import type { Decision } from './flow.ts';

/** A head's answer for a frame: probabilities, a row for each region, and which column alerts. */
export interface Scores {
  readonly probabilities: Float32Array;
  readonly classes: number;
  readonly positive: number;
  /** The row of the frame's first region; its regions have consecutive rows. 0 unless told. */
  readonly firstRow?: number;
  /** What the head's second stage makes of the frame's five patches; NaN or nothing when there is no such answer. */
  readonly patches?: number | undefined;
}

/**
 * Makes a frame's decision: the highest probability of the alerting class among the regions whose kind counts. Where a
 * second stage judged the patches, its answer stands in place of theirs, with the box of the patch that scored highest.
 *
 * @returns null when no region counts.
 */
export function decide(
  regions: readonly FeatureRegion[],
  counts: readonly RegionKind[],
  { probabilities, classes, positive, firstRow = 0, patches = Number.NaN }: Scores,
): Decision | null {
  const judged = !Number.isNaN(patches);
  let best: Decision | null = null;
  let patch: Decision | null = null;
  for (const [index, { kind, box }] of regions.entries()) {
    if (!counts.includes(kind)) continue;
    const score = probabilities[(firstRow + index) * classes + positive] ?? Number.NaN;
    if (judged && kind === 'patch') patch = higher(patch, { score, box, region: kind });
    else best = higher(best, { score, box, region: kind });
  }
  if (patch) best = higher(best, { ...patch, score: patches });
  // Softmax in float32 may end a rounding error above 1.
  return best && { ...best, score: Math.min(1, Math.max(0, best.score)) };
}

/** The decision of the higher score; of two that are level, the first. One that is no number is passed over. */
function higher(best: Decision | null, other: Decision): Decision | null {
  if (best) return other.score > best.score ? other : best;
  return Number.isNaN(other.score) ? null : other;
}
