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
/**
 * From this backlog on, an idle camera has one message in so long. Who sends less loses nothing, whoever floods the server;
 * nothing is read from clients when it is full.
 */
const steps: readonly { readonly from: number; readonly every: Millis }[] = [
  { from: 0.5, every: 4000 },
  { from: 0.25, every: 1000 },
];

/** What is remembered of a camera: when a head last saw something there, and when a message of it was last kept. */
interface LastOfCamera {
  seenAt?: Millis;
  keptAt?: Millis;
}

/** Whether a message is thinned away. Those that come late or again never are: they wait at their agents while nothing is read. */
function isThinned(
  { message, timing, receivedAt, isScored }: Pick<Arrival, 'message' | 'timing' | 'receivedAt' | 'isScored'>,
  { seenAt, keptAt }: LastOfCamera,
  { frames, rows }: Backlog,
): boolean {
  const full = Math.max(frames, rows);
  const step = steps.find(({ from }) => full >= from);
  if (!step || timing === 'late' || isScored || keptAt === undefined) return false;
  const isIdle = message.regions.length === 0 || seenAt === undefined || Math.abs(receivedAt - seenAt) > idleAfter;
  return isIdle && Math.abs(receivedAt - keptAt) < step.every;
}

/** Its memory is two numbers for each camera that was let in. */
export function createShedding(dropped: Tally<DropReason>): Shedding {
  const cameras = new Map<string, LastOfCamera>();

  function lastOf(key: string): LastOfCamera {
    const known = cameras.get(key);
    if (known) return known;
    const last = {};
    cameras.set(key, last);
    return last;
  }

  return {
    sheds(arrival, backlog) {
      const last = lastOf(arrival.from.key);
      const isShed = isThinned(arrival, last, backlog);
      if (isShed) dropped.add('shed');
      else last.keptAt = arrival.receivedAt;
      return isShed;
    },
    note(cameraKey, now) {
      lastOf(cameraKey).seenAt = now;
    },
  };
}
