import type { Millis, Tally } from '@splitsight/kernel';
import type { Arrival } from '../flow.ts';
import type { DropReason } from './reasons.ts';

/** What waits, as parts of what may wait: 1 is full. */
export interface Backlog {
  /** Frames that wait for the heads. */
  readonly frames: number;
  /** Vectors that wait for a database that can be written. */
  readonly rows: number;
}

/** Thins messages of idle cameras while the server is behind, so that those of cameras where something happens come first. */
export interface Shedding {
  /** Whether a message that was let in is thinned away; it is counted then. */
  sheds(arrival: Arrival, backlog: Backlog): boolean;
  /** Notes that a head saw something at a camera. */
  note(cameraKey: string, now: Millis): void;
}

/** A camera is idle when no head has seen anything there for so long. */
export const idleAfter: Millis = 30_000;
/** From this backlog on, one message of an idle camera in so many is kept. Nothing is read from clients when it is full. */
const steps = [
  { from: 0.5, keep: 16 },
  { from: 0.25, keep: 4 },
] as const;

/**
 * Whether a message is thinned away. Those that come late never are: they wait at their agents while nothing is read.
 *
 * @param seenAt when a head last saw something at its camera; undefined when none has.
 */
export function isThinned(
  { message, timing, receivedAt }: Pick<Arrival, 'message' | 'timing' | 'receivedAt'>,
  seenAt: Millis | undefined,
  { frames, rows }: Backlog,
): boolean {
  const full = Math.max(frames, rows);
  const step = steps.find(({ from }) => full >= from);
  if (!step || timing === 'late') return false;
  const isIdle = message.regions.length === 0 || seenAt === undefined || Math.abs(receivedAt - seenAt) > idleAfter;
  return isIdle && message.sequence % step.keep !== 0;
}

/** Its memory is one number for each camera that was let in. */
export function createShedding(dropped: Tally<DropReason>): Shedding {
  const seenAt = new Map<string, Millis>();
  return {
    sheds(arrival, backlog) {
      const isShed = isThinned(arrival, seenAt.get(arrival.from.key), backlog);
      if (isShed) dropped.add('shed');
      return isShed;
    },
    note: (cameraKey, now) => void seenAt.set(cameraKey, now),
  };
}
