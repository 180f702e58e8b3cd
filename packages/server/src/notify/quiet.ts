import type { Millis } from '@splitsight/kernel';
import { createSchedule, type QuietHours } from '@splitsight/wire';

const minute: Millis = 60_000;
/** Quiet hours that have no end within so many minutes, eight days, are looked at again then. */
const longest = 8 * 24 * 60;

/**
 * Makes what says until when a channel keeps quiet, or null while it does not. The end is found once for each time it is
 * quiet: alerts that come meanwhile look nothing up.
 */
export function createQuiet(quiet: QuietHours | null, timeZone: string): (now: Millis) => Millis | null {
  if (!quiet) return () => null;
  const isQuiet = createSchedule({ time_zone: timeZone, intervals: quiet.intervals });
  let found = { from: 0, until: 0 };
  return (now) => {
    if (now >= found.from && now < found.until) return found.until;
    if (!isQuiet(now)) return null;
    let until = Math.floor(now / minute) + 1;
    for (let step = 0; step < longest && isQuiet(until * minute); step++) until++;
    found = { from: now, until: until * minute };
    return found.until;
  };
}
