import type { Millis } from '@splitsight/kernel';

/** Makes what says on which day a moment is in a time zone: `2026-11-22`. */
export function createCalendar(timeZone: string): (moment: Millis) => string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return (moment) => format.format(moment);
}
