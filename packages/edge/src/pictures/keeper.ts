import type { Millis, StageTimer, Tally } from '@splitsight/kernel';
import type { Frame } from '@splitsight/vision';
import { encodeJpeg } from '@splitsight/vision/picture';
import { maxJpegBytes } from '@splitsight/wire';
import type { Stage } from '../channel.ts';
import type { PicturesConfig } from '../config/pictures.ts';
import { createPictureRing, type KeptPicture } from './ring.ts';

/** Why a picture is not in the ring. `busy`: others were being encoded. `room`: its memory was needed before its time. */
export type KeepDropReason = 'busy' | 'room' | 'too_large' | 'failed';

/** Keeps the recent pictures of one camera as JPEG files in memory. */
export interface PictureKeeper {
  /**
   * Takes a frame that the pipeline is done with, and hands it to `release` once, now or when it is encoded.
   *
   * @param looked whether its features are sent: such frames are kept before others.
   */
  offer(frame: Frame, looked: boolean, release: (frame: Frame) => void): void;
  /** The picture nearest to a moment, or the newest; waits for those that are being encoded. */
  find(at: Millis | null, within: Millis): Promise<KeptPicture | undefined>;
  /** Whether pictures are kept at all; switching that off forgets those that are. */
  keep(isOn: boolean): void;
  held(): { readonly pictures: number; readonly bytes: number };
}

/** How many pictures may be encoded at a time, all cameras of a node together. */
export interface Slots {
  free: number;
}

export interface KeeperOptions {
  readonly config: Omit<PicturesConfig, 'policy' | 'ring_mb' | 'per_minute'>;
  readonly maxBytes: number;
  readonly slots: Slots;
  readonly dropped: Tally<KeepDropReason>;
  readonly timer: Pick<StageTimer<Stage>, 'add'>;
}

/** Frames that nobody looked at leave so many slots to those that somebody did. */
const reservedSlots = 1;
/** The quality of a picture that is too large for the wire. */
const lastQuality = 30;

/**
 * Pictures are encoded as they come, off the main thread: a file is a thirtieth of the frame's bytes, so that half a minute
 * fits into what two seconds of frames would take.
 */
export function createPictureKeeper({ config, maxBytes, slots, dropped, timer }: KeeperOptions): PictureKeeper {
  const { quality, width } = config;
  const ring = createPictureRing({ maxBytes, maxAge: 1000 * config.ring_s });
  const encoding = new Map<Promise<void>, Millis>();
  const otherEvery = config.other_fps > 0 ? 1000 / config.other_fps : Number.POSITIVE_INFINITY;
  let isOn = false;
  let lastAt = Number.NEGATIVE_INFINITY;

  async function encode(frame: Frame): Promise<void> {
    const began = performance.now();
    try {
      const first = await encodeJpeg(frame, quality, width);
      const jpeg = first.length > maxJpegBytes ? await encodeJpeg(frame, lastQuality, width) : first;
      timer.add('encode', performance.now() - began);
      if (!isOn) return;
      if (jpeg.length > maxJpegBytes) return dropped.add('too_large');
      const lost = ring.put({ capturedAt: frame.capturedAt, jpeg }, performance.now());
      if (lost > 0) dropped.add('room', lost);
    } catch {
      dropped.add('failed');
    }
  }

  return {
    offer(frame, looked, release) {
      const now = performance.now();
      // A timer of a tenth less: frames never come at exactly their rate.
      const isDue = looked || now - lastAt >= 0.9 * otherEvery;
      if (!isOn || !isDue) return release(frame);
      if (slots.free <= (looked ? 0 : reservedSlots)) {
        dropped.add('busy');
        return release(frame);
      }
      lastAt = now;
      slots.free--;
      const job = encode(frame).finally(() => {
        slots.free++;
        encoding.delete(job);
        release(frame);
      });
      encoding.set(job, frame.capturedAt);
    },
    async find(at, within) {
      const near = [...encoding].filter(([, capturedAt]) => at === null || Math.abs(capturedAt - at) <= within);
      await Promise.all(near.map(([job]) => job));
      return ring.find(at, within, performance.now());
    },
    keep(on) {
      isOn = on;
      if (!on) ring.clear();
    },
    held: () => ({ pictures: ring.size(), bytes: ring.bytes() }),
  };
}
