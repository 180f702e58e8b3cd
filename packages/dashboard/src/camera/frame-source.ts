import type { Millis } from '@splitsight/kernel';

/** A picture of the device's camera; whoever takes it closes it. */
export interface CameraFrame {
  readonly bitmap: ImageBitmap;
  /** When it was captured, by `performance.now()`. */
  readonly at: Millis;
}

/** No picture is wider or higher: as much as the agent takes of its cameras. */
const maxSide = 640;

/**
 * Calls `onFrame` with the pictures of a video while it plays and the page can be seen; browsers give none while it is
 * hidden. A picture that comes before the one before was read is left out and counted.
 *
 * @returns what ends it.
 */
export function watchVideo(
  video: HTMLVideoElement,
  { onFrame, onSkip }: { readonly onFrame: (frame: CameraFrame) => void; readonly onSkip: () => void },
): () => void {
  let isOver = false;
  let isReading = false;
  let handle = 0;

  const next = (now: Millis, { captureTime, width, height }: VideoFrameCallbackMetadata) => {
    if (isOver) return;
    handle = video.requestVideoFrameCallback(next);
    if (isReading) return onSkip();
    isReading = true;
    void read(width, height, captureTime ?? now).finally(() => {
      isReading = false;
    });
  };

  async function read(width: number, height: number, at: Millis): Promise<void> {
    try {
      const bitmap = await createImageBitmap(video, sizeFor(width, height));
      if (isOver) bitmap.close();
      else onFrame({ bitmap, at });
    } catch {
      // The video has no picture yet, or no longer.
      onSkip();
    }
  }

  handle = video.requestVideoFrameCallback(next);
  return () => {
    isOver = true;
    video.cancelVideoFrameCallback(handle);
  };
}

function sizeFor(width: number, height: number): ImageBitmapOptions {
  const scale = maxSide / Math.max(width, height);
  if (scale >= 1) return {};
  return {
    resizeWidth: Math.round(width * scale),
    resizeHeight: Math.round(height * scale),
    resizeQuality: 'medium',
  };
}
