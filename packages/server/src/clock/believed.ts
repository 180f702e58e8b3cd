import type { Clock, Millis } from '@splitsight/kernel';
import { newestStamp } from '../retention/caretaker.ts';
import { beginTrust, stepTrust } from '../retention/trusted-time.ts';
import type { Connection } from '../store/database.ts';

/**
 * The clock by which old rows are deleted: one that was set ahead makes nothing old until it has gone on steadily for an hour.
 *
 * @param steady never set; the process's unless told.
 */
export function openBelievedClock(
  connection: Connection,
  clock: Clock,
  steady: () => Millis = () => performance.now(),
): Clock {
  let trust = beginTrust(clock.now(), steady(), newestStamp(connection));
  return {
    now() {
      trust = stepTrust(trust, clock.now(), steady());
      return trust.at;
    },
  };
}
