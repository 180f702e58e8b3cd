import type { Millis } from '../../time.ts';

/** What a daemon says of its own state when it is asked. */
export interface Vitals {
  /** Whether it does what it was started for. Once true, it stays so for the service manager. */
  readonly isReady: boolean;
  /** False when something hangs that a new start would cure; a cause outside of the program is none. */
  readonly isWell: boolean;
  /** One line for whoever asks how it is, without secrets. */
  readonly status: string;
}

/** What the service manager was told, and when by the monotonic clock. */
export interface Told {
  readonly isReady: boolean;
  readonly status: string | null;
  readonly statusAt: Millis;
  readonly pingedAt: Millis;
}

export const nothingTold: Told = {
  isReady: false,
  status: null,
  statusAt: Number.NEGATIVE_INFINITY,
  pingedAt: Number.NEGATIVE_INFINITY,
};

/** A status that changes all the time is told this often; each telling is a process. */
const statusEvery: Millis = 5000;
const extendEvery: Millis = 10_000;
/** The manager waits this much longer for READY, in microseconds. */
const extension = 60_000_000;

/**
 * What to tell the service manager now, in the words of sd_notify(3); nothing when nothing has to be said.
 *
 * READY=1 once. WATCHDOG=1 three times in the time the watchdog gives, while it is well. Before it is ready a program that
 * is well asks for more time, so that what it waits for (a disk with room) may take long, and a program that hangs is
 * started again.
 *
 * @param watchdog within what time the manager expects to be told; null where it does not.
 */
export function tell(
  told: Told,
  vitals: Vitals,
  now: Millis,
  watchdog: Millis | null,
): { told: Told; words: string[] } {
  const { isWell, status } = vitals;
  const isFirst = vitals.isReady && !told.isReady;
  const isReady = told.isReady || vitals.isReady;
  const isNews = status !== told.status && (isFirst || now - told.statusAt >= statusEvery);
  const isDue = isReady ? watchdog !== null && now - told.pingedAt >= watchdog / 3 : now - told.pingedAt >= extendEvery;
  const pings = isDue && isWell;
  const words = [
    ...(isFirst ? ['READY=1'] : []),
    ...(pings ? [isReady ? 'WATCHDOG=1' : `EXTEND_TIMEOUT_USEC=${extension}`] : []),
    // A line break would begin another word.
    ...(isNews ? [`STATUS=${status.replaceAll(/\s+/g, ' ')}`] : []),
  ];
  return {
    told: {
      isReady,
      status: isNews ? status : told.status,
      statusAt: isNews ? now : told.statusAt,
      pingedAt: pings || isFirst ? now : told.pingedAt,
    },
    words,
  };
}
