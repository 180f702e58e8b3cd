import type { Random } from '@splitsight/learn';
import { type Frame, resizeRegion, type Size } from '@splitsight/vision';
import { type Box, wholeFrame } from '@splitsight/wire';

/** One way to look at a picture. */
export interface View {
  readonly box: Box;
  /** Mirrored left to right. */
  readonly mirrored: boolean;
  /** What the pixels are multiplied by. */
  readonly brightness: number;
  /** How much it counts beside the picture as it is, which counts 1. */
  readonly weight: number;
}

/** The picture as it is: how it is judged. */
export const plainView: View = { box: wholeFrame, mirrored: false, brightness: 1, weight: 1 };

/**
 * The altered copies of a picture that teach beside it: mirrored, brighter or darker, large squares, and for pictures
 * that do not show what alerts, small squares too, as motion regions are. (A small square of a fire may not show it.)
 */
export function alteredViews(frame: Frame, showsIt: boolean, random: Random): View[] {
  const view = (box: Box, weight = 1): View => ({
    box,
    mirrored: random() < 0.5,
    brightness: 0.6 + 0.8 * random(),
    weight,
  });
  const large = () => view(randomSquare(frame, 0.85, 1, random));
  const small = () => view(randomSquare(frame, 0.3, 0.8, random), 0.25);
  const squares = showsIt
    ? [large(), large(), large()]
    : [large(), large(), large(), small(), small(), small(), small()];
  return [{ ...plainView, mirrored: true }, view(wholeFrame), ...squares];
}

/** The copies of an extra picture that teach beside it. A square picture is a region already and is not cut again. */
export function extraViews(frame: Frame, showsIt: boolean, random: Random): View[] {
  const mirrored = { ...plainView, mirrored: true };
  if (showsIt || frame.width === frame.height) return [mirrored];
  const small = () => ({ ...plainView, box: randomSquare(frame, 0.3, 0.7, random), mirrored: random() < 0.5 });
  return [mirrored, small(), small(), small()];
}

/** Cuts and scales a view of a frame into `target`, as the edge does with a region. */
export function renderView(frame: Frame, view: View, size: Size, target: Uint8Array, offset: number): void {
  resizeRegion(frame, view.box, size, target, offset);
  if (view.mirrored) mirror(size, target, offset);
  if (view.brightness === 1) return;
  for (let i = offset; i < offset + size.width * size.height * 3; i++) {
    target[i] = Math.min(255, Math.round((target[i] as number) * view.brightness));
  }
}

function mirror(size: Size, target: Uint8Array, offset: number): void {
  for (let y = 0; y < size.height; y++) {
    let left = offset + y * size.width * 3;
    let right = left + (size.width - 1) * 3;
    for (; left < right; left += 3, right -= 3) {
      const pixel = target.slice(left, left + 3);
      target.copyWithin(left, right, right + 3);
      target.set(pixel, right);
    }
  }
}

function randomSquare(frame: Frame, least: number, most: number, random: Random): Box {
  const side = Math.min(frame.width, frame.height) * (least + (most - least) * random());
  const width = side / frame.width;
  const height = side / frame.height;
  return { x: random() * (1 - width), y: random() * (1 - height), width, height };
}
