import type { Millis } from '@splitsight/kernel';

/** Whether a name is one of a time zone, such as `Europe/Prague`. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-CA', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Makes what says on which day a moment is in a time zone: `2026-11-22`. */
export function createCalendar(timeZone: string): (moment: Millis) => string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return (moment) => format.format(moment);
}
