import type { Millis } from '@splitsight/kernel';
import { cliError } from './errors.ts';

/** From a moment on and before another. */
export interface TimeRange {
  readonly from: Millis;
  readonly to: Millis;
}

const timeOfDay = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/;
const dated = /^(today|yesterday|\d{4}-\d{2}-\d{2})\s+(.+)$/;
const iso = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/;
const day: Millis = 86_400_000;
/** A range of times that ends earlier than it begins goes over midnight when it is no longer than this. */
const longestNight: Millis = day / 2;

/**
 * Reads a moment: a time of today or yesterday or of a date, by the clock of this machine, or a time in ISO 8601.
 *
 * @throws CodedError HEAD_TIME
 */
export function parseMoment(text: string, now: Millis): Millis {
  const [, date = 'today', rest = text] = dated.exec(text) ?? [];
  const clock = timeOfDay.exec(rest);
  if (clock) return atTime(dayOf(date, now), clock, text);
  // A date alone is midnight here, not in Greenwich.
  const moment = iso.test(text) ? Date.parse(text.length === 10 ? `${text}T00:00` : text) : Number.NaN;
  if (Number.isNaN(moment)) throw cliError('HEAD_TIME', JSON.stringify(text));
  return moment;
}

/**
 * Reads a range: two times of a day with a dash between, with or without a date before them, or two moments with a slash.
 * `23:50-00:10` goes over midnight.
 *
 * @throws CodedError HEAD_TIME
 */
export function parseTimeRange(text: string, now: Millis): TimeRange {
  const moments = text.split('/');
  if (moments.length === 2) {
    const [from = 0, to = 0] = moments.map((moment) => parseMoment(moment.trim(), now));
    return { from, to };
  }
  const [, date = 'today', rest = text] = dated.exec(text) ?? [];
  const times = rest.split('-').map((time) => timeOfDay.exec(time.trim()));
  const [begin, end] = times;
  if (times.length !== 2 || !begin || !end) throw cliError('HEAD_TIME', JSON.stringify(text));
  const midnight = dayOf(date, now);
  const from = atTime(midnight, begin, text);
  const to = atTime(midnight, end, text);
  if (to > from) return { from, to };
  const next = atTime(nextDay(midnight), end, text);
  if (next - from > longestNight) throw cliError('HEAD_TIME', `${JSON.stringify(text)} ends before it begins`);
  return { from, to: next };
}

/** Midnight of a day, by the clock of this machine. */
function dayOf(date: string, now: Millis): Millis {
  const today = new Date(now);
  if (date === 'today') return new Date(today.getFullYear(), today.getMonth(), today.getDate()).getTime();
  if (date === 'yesterday') return new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1).getTime();
  const midnight = new Date(`${date}T00:00`);
  if (Number.isNaN(midnight.getTime())) throw cliError('HEAD_TIME', JSON.stringify(date));
  return midnight.getTime();
}

function nextDay(midnight: Millis): Millis {
  const date = new Date(midnight);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
}

function atTime(midnight: Millis, [, hours, minutes, seconds = '0']: RegExpExecArray, text: string): Millis {
  const [h, m, s] = [hours, minutes, seconds].map(Number);
  if (h === undefined || m === undefined || s === undefined || (h * 60 + m) * 60 + s > 86_400 || m > 59 || s > 59) {
    throw cliError('HEAD_TIME', JSON.stringify(text));
  }
  const date = new Date(midnight);
  // By the clock, not by adding hours: days with a change of it have 23 or 25.
  return new Date(date.getFullYear(), date.getMonth(), date.getDate(), h, m, s).getTime();
}
