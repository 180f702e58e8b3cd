import { createTally, type Tally } from '@splitsight/kernel';
import type { Frame, Gaze } from '@splitsight/vision';
import type { CameraId } from '@splitsight/wire';

/** Why a picture went no further. `gaze`: nothing to look at. `busy`: a newer one took its place. `model`: a failed run. */
export type DropReason = 'gaze' | 'busy' | 'model';

/**
 * What is timed: `wait` for the extractor, `publish` to the broker's acknowledgement, `total` from capture to then;
 * `encode` of a picture for the ring, beside all that.
 */
export const stages = ['motion', 'wait', 'crop', 'infer', 'publish', 'total', 'encode'] as const;
export type Stage = (typeof stages)[number];

/** A camera as the pipeline knows it, and what is counted of it since the agent started. */
export interface Channel {
  readonly id: CameraId;
  readonly topic: string;
  readonly gaze: Gaze;
  /** Lets go of a picture; `looked` says whether its features are sent. */
  release(frame: Frame, looked: boolean): void;
  frames: number;
  published: number;
  readonly dropped: Tally<DropReason>;
}

/** Makes the channel of a camera, its counts at 0. */
export function createChannel(parts: Pick<Channel, 'id' | 'topic' | 'gaze' | 'release'>): Channel {
  return { ...parts, frames: 0, published: 0, dropped: createTally() };
}
