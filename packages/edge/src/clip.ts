import type { Millis } from '@splitsight/kernel';
import type { Frame } from '@splitsight/vision';
import { classifyEnd } from './camera/failure.ts';
import { requireFfmpeg, startFfmpeg } from './camera/ffmpeg.ts';
import { createFrameCutter } from './camera/frame-cutter.ts';
import { createFramePool } from './camera/frame-pool.ts';
import { createRedact } from './camera/redact.ts';
import { edgeError } from './errors.ts';

/** How a clip is played. */
export interface ClipOptions {
  /** Pictures a second, evenly spaced; the clip's own are repeated or left out. */
  readonly fps: number;
  /** Every picture is scaled to this size. */
  readonly width: number;
  readonly height: number;
  readonly signal?: AbortSignal;
}

interface Waiting {
  readonly rgb: Uint8Array;
  next(): void;
}

/**
 * Plays a video file as fast as its pictures are taken.
 *
 * Deterministic: the same file gives the same pictures. `capturedAt` is the position in the clip in milliseconds, and each
 * picture is the taker's to keep. Aborting ends the clip early; so does leaving the loop.
 *
 * @throws CodedError FFMPEG_MISSING, FFMPEG_TOO_OLD, CLIP_UNREADABLE
 */
export async function* openClip(path: string, options: ClipOptions): AsyncGenerator<Frame, void, undefined> {
  const { fps, width, height, signal } = options;
  await requireFfmpeg();
  const bytes = width * height * 3;
  const pictures = createHandover();
  const sink = createFrameCutter(bytes, createFramePool(bytes, 0), (rgb, next) => pictures.put({ rgb, next }));
  sink.once('finish', pictures.end);
  const ffmpeg = startFfmpeg({
    input: `file:${path}`,
    inputOptions: ['-threads', '1', '-protocol_whitelist', 'file'],
    size: { width, height },
    fps,
    sink,
    redact: createRedact([]),
  });
  const over = ffmpeg.ended.then(pictures.end);
  const stop = () => {
    pictures.end();
    void ffmpeg.kill(0);
  };
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  try {
    let count = 0;
    for (let picture = await pictures.take(); picture && !signal?.aborted; picture = await pictures.take()) {
      const capturedAt: Millis = Math.round((count++ * 1000) / fps);
      yield { width, height, rgb: picture.rgb, capturedAt };
    }
    if (signal?.aborted) return;
    await over;
    if (count > 0) return;
    const { code, detail } = classifyEnd(await ffmpeg.ended, { sawFrames: false, stalled: false, waitedOut: false });
    throw edgeError('CLIP_UNREADABLE', `${path} (${code}: ${detail})`);
  } finally {
    signal?.removeEventListener('abort', stop);
    pictures.close();
    await ffmpeg.kill(0);
  }
}

/** Hands pictures from the decoder to the taker, one at a time: the decoder waits until the next one is asked for. */
function createHandover() {
  let held: Waiting | undefined;
  let taken: Waiting | undefined;
  let wake: (() => void) | undefined;
  let [ended, closed] = [false, false];
  return {
    put(picture: Waiting): void {
      if (closed) {
        picture.next();
        return;
      }
      held = picture;
      wake?.();
    },
    end(): void {
      ended = true;
      wake?.();
    },
    async take(): Promise<Waiting | undefined> {
      taken?.next();
      taken = undefined;
      while (!held && !ended) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      taken = held;
      held = undefined;
      return taken;
    },
    /** Lets go of what is left: a process counts as gone only when all that it wrote has been read. */
    close(): void {
      closed = true;
      (taken ?? held)?.next();
    },
  };
}
