import { type Frame, resizeRegion, type Size } from '@splitsight/vision';
import type { Region } from './gaze.ts';

/** A picture and the regions of it that the extractor is to see; the frame is its holder's until it is released. */
export interface Look {
  readonly frame: Frame;
  readonly regions: readonly Region[];
}

/**
 * Cuts the regions of several looks to the backbone's input, one after the other, as it takes them.
 *
 * @param target is used when it is large enough.
 * @returns `count` × height × width × 3 bytes; a view into `target` when that was large enough.
 */
export function cutLooks(looks: readonly Look[], size: Size, target?: Uint8Array): Uint8Array {
  const imageBytes = size.width * size.height * 3;
  const bytes = looks.reduce((sum, { regions }) => sum + regions.length * imageBytes, 0);
  const images = target && target.length >= bytes ? target.subarray(0, bytes) : new Uint8Array(bytes);
  let offset = 0;
  for (const { frame, regions } of looks) {
    for (const { box } of regions) {
      resizeRegion(frame, box, size, images, offset);
      offset += imageBytes;
    }
  }
  return images;
}
