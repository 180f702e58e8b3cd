import type { FeatureRegion, RegionKind } from '@splitsight/wire';
import type { Decision } from './flow.ts';

/** A head's answer for some vectors: probabilities, row by row, and which column alerts. */
export interface Scores {
  readonly probabilities: Float32Array;
  readonly classes: number;
  readonly positive: number;
}

/**
 * Makes a frame's decision: the highest probability of the alerting class among the regions whose kind counts.
 *
 * @param firstRow the row of the frame's first region; its regions have consecutive rows.
 * @returns null when no region counts.
 */
export function decide(
  regions: readonly FeatureRegion[],
  counts: readonly RegionKind[],
  scores: Scores,
  firstRow = 0,
): Decision | null {
  let best: Decision | null = null;
  for (const [index, region] of regions.entries()) {
    if (!counts.includes(region.kind)) continue;
    const score = scores.probabilities[(firstRow + index) * scores.classes + scores.positive] ?? Number.NaN;
    if (best ? score > best.score : !Number.isNaN(score)) best = { score, box: region.box };
  }
  // Softmax in float32 may end a rounding error above 1.
  return best && { score: Math.min(1, Math.max(0, best.score)), box: best.box };
}
