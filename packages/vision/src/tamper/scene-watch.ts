import type { Millis } from '@splitsight/kernel';
import type { Frame } from '../frame.ts';
import type { LumaPlane } from '../luma-plane.ts';
import type { LieKind, TamperSettings } from './settings.ts';
import { measureSharpness, type Sharpness, sharpnessBeside } from './sharpness.ts';
import { findShift } from './shift.ts';
import { blockCount, createEdges, fillEdges, type Likeness } from './structure.ts';
import type { Evidence } from './verdict.ts';
import { compareTo, createView, learnSharpness, learnView, type View } from './view.ts';

/** Judges what a camera shows by the views that it is known to have. */
export interface SceneWatch {
  /** @param told what is told of the camera already: it is over only when it is clearly over. */
  judge(frame: Frame, smooth: Float32Array, told: LieKind | undefined): Evidence;
}

/** A PTZ camera's presets, day and night: as many views are known, and the one that was seen longest ago goes. */
const maxViews = 4;
/** A picture with this share of a view's edges is of that view, and teaches it. */
const ownShare = 0.6;
const blurredShare = 0.25;
/** A view is known when pictures have been like it for the time of learning, on the whole. */
const steady = 0.7;
const restful = 0.6;
const maxPassed: Millis = 2_000;
/** With fewer blocks that have edges there is nothing to tell views apart by. */
const fewestBlocks = 4;
const edgeStrength = 3;
/** Darker pictures are of the night, 0..255: one lamp shows that nothing covers the lens. */
const darkness = 40;
/** What a cover leaves of the view, and what it must have wiped out. */
const leftOver = 0.1;
const wipedOut = 0.6;
/** A view that is found elsewhere in the picture: how well, and how much better than in its place. */
const foundMatch = 0.6;
const foundMore = 0.15;
const searchBelow = 0.7;
const leastShift = 2;
/** A search takes as long as some twenty pictures. */
const searchEvery: Millis = 2_000;
/** A view that was away is back when so much more of it is. */
const moveSlack = 0.1;
/** What ends blur is this much sharper than what begins it; views learn none that is not about as sharp as they are. */
const sharpSlack = 0.1;
/** A picture in infrared, which has no colour at all, and one with colours: between them, as on a parking lot, nothing is said. */
const grey = 1;
const coloured = 6;
/** For so long after a switch to infrared, or back, a new view is one of the same camera in another light. */
const switchTime: Millis = 30_000;
const switchSteady: Millis = 5_000;

/**
 * Makes the judge of one camera, which knows no view yet.
 *
 * That a learnt background's edges vanish tells a cover and blur: Saglam and Temizel, "Real-time adaptive camera tamper
 * detection for video surveillance" (AVSS 2009); Lee, Lee and Lim (2015). Here they are compared block by block, see
 * docs/decisions/0033.
 */
export function createSceneWatch(size: Pick<LumaPlane, 'columns' | 'rows'>, settings: TamperSettings): SceneWatch {
  const edges = createEdges(size);
  const learn = 1000 * settings.learn_s;
  let views: View[] = [];
  let young = createView(size);
  let before: Millis | undefined;
  let hasColour: boolean | undefined;
  let switchedAt = Number.NEGATIVE_INFINITY;
  let search = { at: Number.NEGATIVE_INFINITY, isElsewhere: false };

  function best(): { readonly view: View; readonly likeness: Likeness } | undefined {
    let found: { readonly view: View; readonly likeness: Likeness } | undefined;
    for (const view of views) {
      const likeness = compareTo(view, edges);
      if (!found || likeness.same > found.likeness.same) found = { view, likeness };
    }
    return found;
  }

  /** A view that is not known yet: learnt while it lasts, begun anew when it does not. */
  function learnYoung({ blocks }: Sharpness, passed: Millis): void {
    const { same } = compareTo(young, edges);
    if (young.learntFor > switchSteady && young.steadiness < steady && same < ownShare) young = createView(size);
    learnView(young, edges, young.learntFor === 0 ? 1 : same, passed);
    learnSharpness(young, blocks, passed);
  }

  function accept(): void {
    views = [young, ...views].slice(0, maxViews);
    young = createView(size);
  }

  function noteColour(colour: number, at: Millis): void {
    const now = colour < grey ? false : colour > coloured ? true : hasColour;
    if (hasColour !== undefined && now !== hasColour) switchedAt = at;
    hasColour = now;
  }

  return {
    judge(frame, smooth, told) {
      const at = frame.capturedAt;
      const passed = before === undefined ? 1 : Math.min(maxPassed, Math.max(0, at - before));
      before = at;
      fillEdges(smooth, edges);
      const known = best();
      const sharpness = measureSharpness(frame);
      if (!known) {
        compareTo(young, edges);
        if (countVisible(young) === 0) return { covered: true };
        learnYoung(sharpness, passed);
        if (young.learntFor >= learn && young.steadiness >= steady) accept();
        return { covered: false };
      }
      const { view, likeness } = known;
      const visible = countVisible(view);
      const covered = isCovered(view, likeness, visible, meanOf(smooth));
      if (covered) return { covered };
      noteColour(sharpness.colour, at);
      const elsewhere = isElsewhere(view, likeness, at);
      if (likeness.same >= ownShare && !elsewhere) {
        views = [view, ...views.filter((other) => other !== view)];
        learnView(view, edges, likeness.same, passed);
        young = createView(size);
        const defocused = judgeBlur(view, sharpness, told, settings.min_sharpness, passed);
        return { covered, moved: false, defocused };
      }
      // Blur takes fine edges away altogether; what is left of the view is in its place.
      if (!elsewhere && likeness.same >= blurredShare) {
        const defocused = judgeBlur(view, sharpness, told, settings.min_sharpness, 0);
        if (defocused !== false && told !== 'moved') return { covered, moved: false, defocused };
      }
      learnYoung(sharpness, passed);
      const isSteady = young.learntFor > switchSteady && young.steadiness >= steady;
      const isSwitched = at - switchedAt < switchTime && isSteady;
      if (isSwitched || (young.learntFor >= 1000 * settings.accept_s && isSteady)) accept();
      const least = settings.min_match + (told === 'moved' ? moveSlack : 0);
      const away = elsewhere || (likeness.blocks >= fewestBlocks && likeness.same < least);
      // What goes on changing is no view: a PTZ camera on its way, or something that fills the picture as it passes.
      const rests = elsewhere || (young.learntFor > switchSteady && young.steadiness >= restful);
      return { covered, moved: away && visible >= fewestBlocks ? rests || undefined : false, defocused: undefined };
    },
  };

  /** Whether the view is to be found in another place of the picture. */
  function isElsewhere(view: View, { same, blocks }: Likeness, at: Millis): boolean {
    if (same >= searchBelow || blocks < fewestBlocks) {
      search = { at: Number.NEGATIVE_INFINITY, isElsewhere: false };
    } else if (at < search.at || at - search.at >= searchEvery) {
      const shift = findShift(edges, view.edges);
      const far = Math.abs(shift.columns) >= leastShift || Math.abs(shift.rows) >= leastShift;
      search = { at, isElsewhere: far && shift.match >= foundMatch && shift.match >= shift.matchInPlace + foundMore };
    }
    return search.isElsewhere;
  }
}

/** In how many blocks the picture has edges that was last compared with a view. */
function countVisible({ comparison }: View): number {
  let count = 0;
  for (let block = 0; block < blockCount; block++) if ((comparison.strength[block] as number) >= edgeStrength) count++;
  return count;
}

function isCovered({ comparison }: View, { blocks, empty }: Likeness, visible: number, brightness: number): boolean {
  if (visible === 0) return true;
  if (blocks < fewestBlocks || empty < wipedOut) return false;
  let left = 0;
  for (let block = 0; block < blockCount; block++) {
    if ((comparison.strength[block] as number) >= edgeStrength && (comparison.match[block] as number) > 0.5) left++;
  }
  return brightness < darkness ? left === 0 : left <= leftOver * blocks;
}

/** Whether a picture of a view is less sharp than the view; undefined between yes and no. */
function judgeBlur(
  view: View,
  { blocks }: Sharpness,
  told: LieKind | undefined,
  least: number,
  passed: Millis,
): boolean | undefined {
  const ratio = sharpnessBeside(blocks, view.sharpness, view.comparison.match);
  if (ratio === undefined) return undefined;
  if (ratio >= least + sharpSlack) {
    if (passed > 0) learnSharpness(view, blocks, passed, ratio > 1.2 ? 6 : 1);
    return false;
  }
  if (ratio < least) return true;
  return told === 'defocused' ? undefined : false;
}

function meanOf(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
