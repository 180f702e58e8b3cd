import type { FeatureRegion, RegionKind } from '@splitsight/wire';
import type { Decision } from './flow.ts';

/** A head's answer for a frame: probabilities, a row for each region, and which column alerts. */
export interface Scores {
  readonly probabilities: Float32Array;
  readonly classes: number;
  readonly positive: number;
  /** The row of the frame's first region; its regions have consecutive rows. 0 unless told. */
  readonly firstRow?: number;
  /** What the head's second stage makes of the frame's five patches: a row; nothing when there is no such answer. */
  readonly patches?: Float32Array | undefined;
}

/**
 * Makes a frame's decision: the highest probability of the alerting class among the regions whose kind counts. Where a
 * second stage judged the patches, its answer stands in place of theirs, with the box of the patch that scored highest.
 *
 * @param admits which of those regions count; all unless told. Where the patch that scored highest does not, the second
 *   stage says nothing.
 * @returns null when no region counts.
 */
export function decide(
  regions: readonly FeatureRegion[],
  counts: readonly RegionKind[],
  { probabilities, classes, positive, firstRow = 0, patches }: Scores,
  admits?: (region: FeatureRegion) => boolean,
): Decision | null {
  const judged = patches?.[positive] ?? Number.NaN;
  let best: Candidate | null = null;
  let patch: Candidate | null = null;
  for (const [index, region] of regions.entries()) {
    const { kind, box } = region;
    if (!counts.includes(kind)) continue;
    const isJudged = !Number.isNaN(judged) && kind === 'patch';
    const isOut = admits !== undefined && !admits(region);
    if (isOut && !isJudged) continue;
    const row = firstRow + index;
    const score = probabilities[row * classes + positive] ?? Number.NaN;
    const candidate = { score, box, region: kind, row, isOut };
    if (isJudged) patch = higher(patch, candidate);
    else best = higher(best, candidate);
  }
  if (patch && !patch.isOut) best = higher(best, { ...patch, score: judged, row: ofPatches });
  if (!best) return null;
  const { score, box, region, row } = best;
  const scores = patches && row === ofPatches ? patches : probabilities.subarray(row * classes, (row + 1) * classes);
  // Softmax in float32 may end a rounding error above 1.
  return { score: Math.min(1, Math.max(0, score)), box, region, scores };
}

/** A region that may be the one that decides, and the row of its probabilities. */
interface Candidate extends Omit<Decision, 'scores'> {
  readonly row: number;
  readonly isOut: boolean;
}

/** In place of a row: the answer is the second stage's. */
const ofPatches = -1;

/** The one of the higher score; of two that are level, the first. One that is no number is passed over. */
function higher(best: Candidate | null, other: Candidate): Candidate | null {
  if (best) return other.score > best.score ? other : best;
  return Number.isNaN(other.score) ? null : other;
}
