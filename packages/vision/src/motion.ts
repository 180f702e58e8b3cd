import type { Millis } from '@splitsight/kernel';
import type { Box } from '@splitsight/wire';
import type { Frame } from './frame.ts';
import { createLumaPlane, type LumaPlane } from './luma-plane.ts';
import { cropPatches, findPatches } from './motion-boxes.ts';

/** What moved in a frame. */
export interface Motion {
  /** The share of the frame that moved, 0..1. */
  readonly level: number;
  /** Where, as crops that are square in pixels, in fractions of the frame; the most moved first. Empty when nothing did. */
  readonly boxes: readonly Box[];
}

/** What counts as motion and how it is cropped. */
export interface MotionOptions {
  /** The most boxes of a frame. */
  readonly maxBoxes: number;
  /** The least change of a cell's brightness that counts, of 255. Noisy cells need more. */
  readonly minChange: number;
  /** The fewest cells, of 80 across the frame, that make a moving thing. */
  readonly minCells: number;
  /** The shortest side of a crop, as a share of the frame's shorter side. */
  readonly minSide: number;
  /** What is added around a moving thing on each side, as a share of its longer side. */
  readonly padding: number;
}

export const defaultMotionOptions: MotionOptions = {
  maxBoxes: 3,
  minChange: 6,
  minCells: 2,
  minSide: 0.3,
  padding: 0.25,
};

/** Sees motion against the background it has learnt. */
export interface MotionDetector {
  /** Looks at the next frame of one camera. The first one, and the first of another size, is the background: no motion. */
  step(frame: Frame): Motion;
  /** The brightness of the latest frame, until the next one; undefined before the first. */
  plane(): LumaPlane | undefined;
}

const none: Motion = { level: 0, boxes: [] };

/** A cell must change by this many times its usual deviation, or the median one of the frame: 4 sigma, both of them. */
const deviations = 5;
const medians = 6;
/** Noise and swaying leaves make a cell less sensitive, but never so much that a change of this many levels goes unseen. */
const maxThreshold = 28;
/** How fast the background follows a quiet cell, one that goes on moving, and one that changed and then stood still. */
const quietTime: Millis = 8_000;
const movingTime: Millis = 30_000;
const settlingTime: Millis = 6_000;
/** A cell stands still when it shows what it showed over about this time. */
const recentTime: Millis = 700;
/** A share of moving cells that no thing causes: the camera turned, or switched to night. The background is learnt anew. */
const upheaval = 0.6;
/** From how many frames it is. */
const framesAnew = 10;

/**
 * Makes a detector for one camera.
 *
 * It keeps the running mean and deviation of a brightness plane 80 cells wide. The median difference of a frame, which is
 * a change of light and no motion, is taken out first. Deterministic: the same frames give the same answers.
 */
export function createMotionDetector(options: Partial<MotionOptions> = {}): MotionDetector {
  const rule = { ...defaultMotionOptions, ...options };
  let model: Background | undefined;
  return {
    plane: () => model?.plane,
    step(frame) {
      if (model?.width !== frame.width || model.height !== frame.height) {
        model = openBackground(frame);
        return none;
      }
      const { plane, excess } = model;
      const moved = compare(model, frame, rule.minChange);
      if (moved > upheaval * excess.length) model.anew = framesAnew;
      learn(model, frame.capturedAt, rule.minChange);
      if (moved < rule.minCells) return none;
      const patches = findPatches(excess, plane.columns, plane.rows, rule.minCells);
      return {
        level: patches.reduce((sum, patch) => sum + patch.cells, 0) / excess.length,
        boxes: cropPatches(patches, {
          width: frame.width,
          height: frame.height,
          cellWidth: frame.width / plane.columns,
          cellHeight: frame.height / plane.rows,
          minSide: rule.minSide * Math.min(frame.width, frame.height),
          padding: rule.padding,
          most: rule.maxBoxes,
        }),
      };
    },
  };
}

interface Background {
  readonly width: number;
  readonly height: number;
  readonly plane: LumaPlane;
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
  /** The mean of the last moments: what stands still is there as well as in the frame. */
  readonly recent: Float32Array;
  /** How each cell differs from its mean, the change of light taken out. */
  readonly change: Float32Array;
  /** By how much that is too much to be noise; 0 or less where nothing moved. */
  readonly excess: Float32Array;
  /** The change of light since the background was learnt. */
  light: number;
  frames: number;
  /** For how many more frames it is learnt anew. */
  anew: number;
  at: Millis;
}

function openBackground(frame: Frame): Background {
  const plane = createLumaPlane(frame.width, frame.height);
  plane.fill(frame);
  const cells = plane.values.length;
  return {
    width: frame.width,
    height: frame.height,
    plane,
    mean: plane.values.slice(),
    deviation: new Float32Array(cells).fill(1),
    recent: plane.values.slice(),
    change: new Float32Array(cells),
    excess: new Float32Array(cells),
    light: 0,
    frames: 1,
    anew: 0,
    at: frame.capturedAt,
  };
}

/** Fills `change` and `excess`. @returns how many cells moved. */
function compare(model: Background, frame: Frame, minChange: number): number {
  const { plane, mean, deviation, change, excess } = model;
  plane.fill(frame);
  for (let i = 0; i < change.length; i++) change[i] = (plane.values[i] as number) - (mean[i] as number);
  model.light = medianOf(change);
  for (let i = 0; i < change.length; i++) {
    change[i] = (change[i] as number) - model.light;
    excess[i] = Math.abs(change[i] as number);
  }
  // What half the cells differ by is noise or the encoder's pulse at a key frame, whatever the cells did before.
  const least = Math.max(minChange, medians * medianOf(excess));
  const most = Math.max(minChange, maxThreshold);
  let moved = 0;
  for (let i = 0; i < change.length; i++) {
    const threshold = Math.min(most, Math.max(least, deviations * (deviation[i] as number)));
    const over = (excess[i] as number) - threshold;
    excess[i] = over;
    if (over > 0) moved++;
  }
  return moved;
}

function learn(model: Background, at: Millis, minChange: number): void {
  const { plane, mean, deviation, recent, change, excess, light } = model;
  // A clock that was set must not freeze the background or throw it away.
  const passed = Math.min(1_000, Math.max(0, at - model.at));
  const anew = model.anew > 0;
  if (anew) model.anew--;
  const rateOf = (time: Millis) => (anew ? 0.5 : 1 - Math.exp(-passed / time));
  const quiet = Math.max(1 / ++model.frames, rateOf(quietTime));
  const moving = rateOf(movingTime);
  const settling = rateOf(settlingTime);
  const following = rateOf(recentTime);
  for (let i = 0; i < mean.length; i++) {
    const late = (plane.values[i] as number) - (recent[i] as number);
    recent[i] = (recent[i] as number) + following * late;
    const moved = (excess[i] as number) > 0;
    const settled = moved && Math.abs(late) < minChange;
    const rate = settled ? settling : moved ? moving : quiet;
    mean[i] = (mean[i] as number) + rate * ((change[i] as number) + light);
    // What stands still in front of the background says nothing about how much the cell sways.
    if (anew || settled) continue;
    const before = deviation[i] as number;
    deviation[i] = before + rate * (Math.abs(change[i] as number) - before);
  }
  model.at = at;
}

/** The lower median, to an eighth; values from 256 on count as 256. */
function medianOf(values: Float32Array): number {
  const bins = new Uint16Array(4_096);
  for (let i = 0; i < values.length; i++) {
    const bin = Math.min(4_095, Math.round((values[i] as number) * 8) + 2_048);
    bins[bin] = (bins[bin] as number) + 1;
  }
  let left = (values.length + 1) >> 1;
  let bin = 0;
  for (left -= bins[0] as number; left > 0; left -= bins[bin] as number) bin++;
  return (bin - 2_048) / 8;
}
