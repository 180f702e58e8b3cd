import type { Millis } from '@splitsight/kernel';
import type { Box } from '@splitsight/wire';
import type { Frame } from './frame.ts';
import type { LumaPlane } from './luma-plane.ts';
import { createMotionDetector, defaultMotionOptions, type Motion } from './motion.ts';
import { defaultRegions, type Region, type RegionChoice, regionsOf } from './regions.ts';

/** When to look, and at what. */
export interface GazeRule {
  readonly regions: readonly RegionChoice[];
  /** Between looks while nothing moves; infinite for none. */
  readonly idleInterval: Millis;
  /** Between looks while something moves. */
  readonly activeInterval: Millis;
  /** How long after the last motion something still counts as moving. */
  readonly hold: Millis;
}

/** What a gaze remembers of its camera. */
export interface GazeState {
  readonly lookedAt: Millis;
  /** When something last moved, and where. */
  readonly movedAt: Millis;
  readonly boxes: readonly Box[];
  /** The motion that was last looked at: when, how much, and where. */
  readonly seenAt: Millis;
  readonly seenLevel: number;
  readonly seenBoxes: readonly Box[];
}

export const freshGaze: GazeState = {
  lookedAt: Number.NEGATIVE_INFINITY,
  movedAt: Number.NEGATIVE_INFINITY,
  boxes: [],
  seenAt: Number.NEGATIVE_INFINITY,
  seenLevel: 0,
  seenBoxes: [],
};

/** A camera that is never looked at still says that it lives: a message without regions says "alive, nothing changed". */
const aliveInterval: Millis = 10_000;
/** What was looked at longer ago makes no motion an old thing. */
const forgetMotion: Millis = 1_000;
/** New motion is looked at before its turn, but looks never come closer than this share of the active interval. */
const floorShare = 0.5;

/**
 * Decides whether a picture is looked at.
 *
 * A look is at the regions of the rule; among them what moves and, during the hold, where it last moved, since what has
 * stopped is still there. A look at nothing (only motion is wanted, and nothing moves) is a sign of life. New motion is looked at in the very picture that shows it: motion after stillness, in a new
 * place, or twice as much as before. Times come from the pictures, so a replay decides as the live camera did.
 *
 * @returns `regions`: undefined when the picture is passed over; empty for a sign of life.
 */
export function stepGaze(
  state: GazeState,
  at: Millis,
  motion: Motion,
  rule: GazeRule,
): { readonly state: GazeState; readonly regions: readonly Region[] | undefined } {
  // A clock that was set back must not blind the camera until it has caught up.
  const before = at < Math.max(state.lookedAt, state.movedAt) ? freshGaze : state;
  const moves = motion.level > 0;
  const now = moves ? { ...before, movedAt: at, boxes: motion.boxes } : before;
  const active = at - now.movedAt <= rule.hold;
  const busy = rule.activeInterval * (moves && isNew(before, at, motion) ? floorShare : 1);
  const due = active ? busy : rule.idleInterval;
  const since = at - now.lookedAt;
  if (since >= due - slack(due)) {
    const seen = moves ? { seenAt: at, seenLevel: motion.level, seenBoxes: motion.boxes } : {};
    return { state: { ...now, ...seen, lookedAt: at }, regions: regionsOf(rule.regions, active ? now.boxes : []) };
  }
  if (since >= aliveInterval) return { state: { ...now, lookedAt: at }, regions: [] };
  return { state: now, regions: undefined };
}

/** Pictures do not come on the tick: one that comes this much before it is taken, for the next may be late. */
function slack(due: Millis): Millis {
  return Math.min(20, due * 0.1);
}

function isNew({ seenAt, seenLevel, seenBoxes }: GazeState, at: Millis, { level, boxes }: Motion): boolean {
  if (at - seenAt > forgetMotion || level > 2 * seenLevel) return true;
  return boxes.some((box) => !seenBoxes.some((known) => overlap(box, known) > 0.25));
}

/** The share of the smaller box that lies in the other. */
function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return (Math.max(0, width) * Math.max(0, height)) / Math.min(a.width * a.height, b.width * b.height);
}

/** Watches one camera: sees what moves in each picture and decides whether, and where, it is looked at. */
export interface Gaze {
  /** Takes the next picture. @returns undefined when it is passed over; an empty list for a sign of life. */
  step(frame: Frame): readonly Region[] | undefined;
  /** The brightness of the latest picture, until the next one; undefined before the first. */
  plane(): LumaPlane | undefined;
}

/** How a gaze is configured; the keys are those of the agent's configuration, where they are described. */
export interface GazeSettings {
  readonly regions: readonly RegionChoice[];
  readonly idle_fps: number;
  readonly active_fps: number;
  readonly active_hold_s: number;
  readonly max_regions: number;
  readonly min_change: number;
  readonly min_cells: number;
  readonly min_crop: number;
  readonly padding: number;
}

/** What a camera's gaze is unless its configuration says otherwise. */
export const defaultGaze: GazeSettings = {
  regions: defaultRegions,
  idle_fps: 0.5,
  active_fps: 5,
  active_hold_s: 5,
  max_regions: defaultMotionOptions.maxBoxes,
  min_change: defaultMotionOptions.minChange,
  min_cells: defaultMotionOptions.minCells,
  min_crop: defaultMotionOptions.minSide,
  padding: defaultMotionOptions.padding,
};

/** Makes the gaze of a camera from its configuration; the agent, a browser that joins and a replay use the same. */
export function createGaze(config: GazeSettings): Gaze {
  const rule: GazeRule = {
    regions: config.regions,
    idleInterval: 1000 / config.idle_fps,
    activeInterval: 1000 / config.active_fps,
    hold: 1000 * config.active_hold_s,
  };
  const detector = createMotionDetector({
    maxBoxes: config.max_regions,
    minChange: config.min_change,
    minCells: config.min_cells,
    minSide: config.min_crop,
    padding: config.padding,
  });
  let state = freshGaze;
  return {
    plane: detector.plane,
    step(frame) {
      const motion = detector.step(frame);
      const next = stepGaze(state, frame.capturedAt, motion, rule);
      state = next.state;
      return next.regions;
    },
  };
}
