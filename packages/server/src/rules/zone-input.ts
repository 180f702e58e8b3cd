import type { FeatureRegion } from '@splitsight/wire';
import { alertInput, type SeenFrame } from '../alert/input.ts';
import type { AlertInput } from '../alert/state.ts';
import { decide, type Scores } from '../decide.ts';
import type { Decision } from '../flow.ts';
import type { Watch } from './watch.ts';
import type { ZoneView } from './zone-view.ts';

/** What a frame says to the alert of a watch. @param decided what the head's own rule makes of the frame. */
export function watchInput(
  frame: SeenFrame,
  { view }: Pick<Watch, 'view'>,
  scores: Scores,
  decided: Decision | null,
): AlertInput | undefined {
  return view ? zoneInput(frame, view, scores) : alertInput(frame, decided);
}

/**
 * What a frame and a head's scores say to the alert of a zone. Where regions that could count lie elsewhere, nothing is in
 * the zone: a score of 0. Undefined when no region could count, which says nothing.
 */
function zoneInput(frame: SeenFrame, view: ZoneView, scores: Scores): AlertInput | undefined {
  const { regions } = frame.message;
  if (regions.length === 0) return alertInput(frame, null);
  if (!regions.some(({ kind }) => view.kinds.includes(kind))) return undefined;
  const decided = decide(regions, view.kinds, scores, (region) => view.see(region) === 'in');
  const masked = view.isMasked ? maskedScore(regions, view, scores) : undefined;
  const input = alertInput(frame, decided ?? missOf(scores.classes));
  return input?.kind === 'score' && masked !== undefined ? { ...input, masked } : input;
}

/** The highest score of what masks take away. */
function maskedScore(
  regions: readonly FeatureRegion[],
  view: ZoneView,
  { probabilities, classes, positive, firstRow = 0 }: Scores,
): number | undefined {
  let highest: number | undefined;
  for (const [index, region] of regions.entries()) {
    const score = probabilities[(firstRow + index) * classes + positive] ?? 0;
    if (score <= (highest ?? 0) || !view.kinds.includes(region.kind) || view.see(region) !== 'masked') continue;
    highest = score;
  }
  return highest;
}

/** Nothing is there. */
function missOf(classes: number) {
  return { score: 0, box: null, region: null, scores: new Float32Array(classes) };
}
