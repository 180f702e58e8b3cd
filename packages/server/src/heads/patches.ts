import { type FeatureRegion, patchBoxes } from '@splitsight/wire';
import type { ScoringHead } from './scoring-head.ts';

/** Boxes travel in steps of 1/65535. */
const tolerance = 2 / 65_535;

/**
 * Judges frames by their five patches, with the second stage of a head.
 *
 * @param frames the regions of each frame.
 * @param probabilities the head's: a row for every region of every frame.
 * @returns the probabilities of each frame, nothing where it lacks the five patches; null when the head has no second stage.
 * @throws CodedError MODEL_RUN
 */
export async function judgePatches(
  { patch5, manifest }: Pick<ScoringHead, 'patch5' | 'manifest'>,
  frames: readonly (readonly FeatureRegion[])[],
  probabilities: Float32Array,
): Promise<readonly (Float32Array | undefined)[] | null> {
  if (!patch5) return null;
  const classes = manifest.classes.length;
  const rows: { readonly frame: number; readonly from: number }[] = [];
  let row = 0;
  frames.forEach((regions, frame) => {
    const first = findPatches(regions);
    if (first >= 0) rows.push({ frame, from: (row + first) * classes });
    row += regions.length;
  });
  const width = patchBoxes.length * classes;
  const patches = new Float32Array(rows.length * width);
  rows.forEach(({ from }, i) => {
    patches.set(probabilities.subarray(from, from + width), i * width);
  });
  const judged = await patch5.score(patches, rows.length);
  const answers = frames.map((): Float32Array | undefined => undefined);
  rows.forEach(({ frame }, i) => {
    answers[frame] = judged.subarray(i * classes, (i + 1) * classes);
  });
  return answers;
}

/** Where the five patches begin among the regions of a frame; −1 when they are not all there, in their order. */
function findPatches(regions: readonly FeatureRegion[]): number {
  const first = regions.findIndex(({ kind }) => kind === 'patch');
  return first >= 0 && patchBoxes.every((_, i) => isPatch(regions[first + i], i)) ? first : -1;
}

function isPatch(region: FeatureRegion | undefined, index: number): boolean {
  const expected = patchBoxes[index];
  if (region?.kind !== 'patch' || !expected) return false;
  const near = (a: number, b: number) => Math.abs(a - b) <= tolerance;
  const { x, y, width, height } = region.box;
  return near(x, expected.x) && near(y, expected.y) && near(width, expected.width) && near(height, expected.height);
}
