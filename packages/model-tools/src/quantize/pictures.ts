import type { Size } from '@splitsight/vision';
import { type Frame, resizeRegion } from '@splitsight/vision';
import { type Box, wholeFrame } from '@splitsight/wire';
import { readPicture } from '../codec/calibration-set.ts';

/** How pictures are read. */
export interface ReadOptions {
  /** Leave pictures out that cannot be read; otherwise the first of them is an error. */
  readonly skipUnreadable: boolean;
  readonly onUnreadable: (path: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Reads pictures one by one and scales views of them as the edge scales regions.
 *
 * @param boxes which parts of a picture are its views.
 * @param onView called before each view, with the index of its picture.
 * @returns height × width × 3 bytes a view.
 * @throws CodedError CODEC_PICTURE_BROKEN
 */
export async function* readViews(
  paths: readonly string[],
  boxes: (frame: Frame) => readonly Box[],
  size: Size,
  options: ReadOptions,
  onView: (picture: number) => void = () => undefined,
): AsyncGenerator<Uint8Array> {
  for (const [picture, path] of paths.entries()) {
    options.signal.throwIfAborted();
    const frame = await readPicture(path, options);
    if (!frame) continue;
    for (const box of boxes(frame)) {
      const image = new Uint8Array(size.width * size.height * 3);
      resizeRegion(frame, box, size, image);
      onView(picture);
      yield image;
    }
  }
}

/** A picture as it is. */
export const wholeView = (): readonly Box[] => [wholeFrame];

/** A picture as it is, and what is left of it without a strip at two of its edges. */
export const trimmedViews = (): readonly Box[] => [
  wholeFrame,
  { x: 0, y: 0, width: 0.85, height: 0.85 },
  { x: 0.15, y: 0.15, width: 0.85, height: 0.85 },
];
