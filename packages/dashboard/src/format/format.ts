import type { Millis } from '@splitsight/kernel';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const timeOfDay = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayAndTime = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const date = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });

/** `14:03:22`, in the time zone of the page. */
export function formatTime(at: Millis): string {
  return timeOfDay.format(at);
}

/** `Tue, 3 Nov`. */
export function formatDate(at: Millis): string {
  return date.format(at);
}

/** `14:03:22` within the last 12 hours, `3 Nov, 14:03` before. */
export function formatMoment(at: Millis, now: Millis): string {
  return Math.abs(now - at) < 12 * hour ? formatTime(at) : dayAndTime.format(at);
}

/** How long ago, in its largest unit: `4 s`, `12 min`, `3 h`, `2 d`. Below nothing is nothing. */
export function formatAge(age: Millis): string {
  if (age < minute) return `${Math.max(0, Math.floor(age / second))} s`;
  if (age < hour) return `${Math.floor(age / minute)} min`;
  if (age < 2 * day) return `${Math.floor(age / hour)} h`;
  return `${Math.floor(age / day)} d`;
}

/** A running time: `0:42`, `12:03`, `1:05:00`. */
export function formatDuration(duration: Millis): string {
  const total = Math.max(0, Math.floor(duration / second));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(total % 60)}` : `${minutes}:${two(total % 60)}`;
}

/** `0.93`. Cut, not rounded, so that 0.999 does not read as certain. */
export function formatScore(score: number): string {
  return (Math.floor(score * 100 + 1e-9) / 100).toFixed(2);
}

/** `412 ms`, or seconds from 10 s on: `14 s`. */
export function formatLatency(latency: Millis): string {
  return latency < 10 * second ? `${Math.round(latency)} ms` : formatAge(latency);
}

/** `14 ms`, with a tenth below 10: `3.2 ms`. */
export function formatMillis(duration: Millis): string {
  return `${duration < 10 ? duration.toFixed(1) : Math.round(duration)} ms`;
}

/** `183 MB`. */
export function formatMegabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

/** `9.8`. */
export function formatRate(perSecond: number): string {
  return perSecond.toFixed(1);
}

/** `12 480`, in groups of three. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}
