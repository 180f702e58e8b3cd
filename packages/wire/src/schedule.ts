/** The days of a week, Monday first. */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** Times of day, `HH:MM`, on some days. It begins on these days; where `to` is not after `from`, it ends on the next. */
export interface ScheduleInterval {
  readonly days: readonly Weekday[];
  readonly from: string;
  /** May be `24:00`. */
  readonly to: string;
}

/** When something holds, every week anew, by the clocks of a place. */
export interface Schedule {
  /** An IANA name, such as `Europe/Prague`. */
  readonly time_zone: string;
  readonly intervals: readonly ScheduleInterval[];
}

const minute = 60_000;
const dayMinutes = 24 * 60;
const weekMinutes = 7 * dayMinutes;

/** Whether a name is one of a time zone, such as `Europe/Prague`. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-CA', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * Makes what says whether a moment, in milliseconds since the epoch, lies in a schedule: what the clocks on the wall there
 * show decides. An hour that a change of clocks leaves out never comes, one that it repeats counts twice.
 *
 * Asked about one minute again and again, as frames do, it looks nothing up.
 *
 * @throws RangeError for a time zone that is none.
 */
export function createSchedule({ time_zone: timeZone, intervals }: Schedule): (moment: number) => boolean {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const spans = intervals.flatMap(({ days, from, to }) => {
    const length = (minutesOf(to) - minutesOf(from) + dayMinutes) % dayMinutes || dayMinutes;
    return days.map((day) => ({ start: weekdays.indexOf(day) * dayMinutes + minutesOf(from), length }));
  });
  let known = Number.NaN;
  let isOpen = false;
  return (moment) => {
    const at = Math.floor(moment / minute);
    if (at === known) return isOpen;
    known = at;
    const now = minuteOfWeek(format, at * minute);
    isOpen = spans.some(({ start, length }) => (now - start + weekMinutes) % weekMinutes < length);
    return isOpen;
  };
}

function minuteOfWeek(format: Intl.DateTimeFormat, moment: number): number {
  let day = 0;
  let hours = 0;
  let minutes = 0;
  for (const { type, value } of format.formatToParts(moment)) {
    if (type === 'weekday') day = (weekdays as readonly string[]).indexOf(value.toLowerCase());
    else if (type === 'hour') hours = Number(value);
    else if (type === 'minute') minutes = Number(value);
  }
  return (day * 24 + hours) * 60 + minutes;
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
