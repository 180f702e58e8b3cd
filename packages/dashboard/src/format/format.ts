import type { Millis } from '@splitsight/kernel';
import { locale } from '../strings/language.ts';
import { units } from './units.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** One formatter a language: making one takes longer than using it a thousand times. */
function perLocale<Formatter>(create: (tag: string) => Formatter): () => Formatter {
  const known = new Map<string, Formatter>();
  return () => {
    const tag = locale();
    const formatter = known.get(tag) ?? create(tag);
    known.set(tag, formatter);
    return formatter;
  };
}

const dates = (options: Intl.DateTimeFormatOptions) => perLocale((tag) => new Intl.DateTimeFormat(tag, options));
const numbers = (options: Intl.NumberFormatOptions) => perLocale((tag) => new Intl.NumberFormat(tag, options));

const timeOfDay = dates({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayAndTime = dates({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const date = dates({ weekday: 'short', day: 'numeric', month: 'short' });
const full = dates({ dateStyle: 'medium', timeStyle: 'medium' });
const whole = numbers({ maximumFractionDigits: 0 });
const tenths = numbers({ minimumFractionDigits: 1, maximumFractionDigits: 1 });
const hundredths = numbers({ minimumFractionDigits: 2, maximumFractionDigits: 2 });
const percent = numbers({ style: 'percent', maximumFractionDigits: 1 });

/** `14:03:22`, in the time zone of the page. */
export function formatTime(at: Millis): string {
  return timeOfDay().format(at);
}

/** `Tue, 3 Nov`. */
export function formatDate(at: Millis): string {
  return date().format(at);
}

/** `3 Nov 2026, 14:03:22`. */
export function formatFull(at: Millis): string {
  return full().format(at);
}

/** `14:03:22` within the last 12 hours, `3 Nov, 14:03` before. */
export function formatMoment(at: Millis, now: Millis): string {
  return Math.abs(now - at) < 12 * hour ? formatTime(at) : dayAndTime().format(at);
}

/** How long ago, in its largest unit: `4 s`, `12 min`, `3 h`, `2 d`. Below nothing is nothing. */
export function formatAge(age: Millis): string {
  const { s, min, h, d } = units();
  if (age < minute) return `${Math.max(0, Math.floor(age / second))} ${s}`;
  if (age < hour) return `${Math.floor(age / minute)} ${min}`;
  if (age < 2 * day) return `${Math.floor(age / hour)} ${h}`;
  return `${Math.floor(age / day)} ${d}`;
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
  return hundredths().format(Math.floor(score * 100 + 1e-9) / 100);
}

/** `12.5 %`, of a part 0..1. */
export function formatPercent(part: number): string {
  return percent().format(part);
}

/** `412 ms`, or seconds from 10 s on: `14 s`. */
export function formatLatency(latency: Millis): string {
  return latency < 10 * second ? `${Math.round(latency)} ${units().ms}` : formatAge(latency);
}

/** `14 ms`, with a tenth below 10: `3.2 ms`. */
export function formatMillis(duration: Millis): string {
  return `${(duration < 10 ? tenths() : whole()).format(duration)} ${units().ms}`;
}

/** `183 MB`. */
export function formatMegabytes(bytes: number): string {
  return `${whole().format(bytes / 1e6)} ${units().MB}`;
}

/** `512 B`, `9.8 kB`, `14 MB`, `3.2 GB`: powers of a thousand. */
export function formatBytes(bytes: number): string {
  const { B, kB, MB, GB } = units();
  const steps = [B, kB, MB, GB];
  let value = bytes;
  let step = 0;
  while (value >= 999.5 && step < steps.length - 1) {
    value /= 1000;
    step++;
  }
  return `${(step > 0 && value < 10 ? tenths() : whole()).format(value)} ${steps[step] ?? GB}`;
}

/** `9.8`. */
export function formatRate(perSecond: number): string {
  return tenths().format(perSecond);
}

/** `12,480`. */
export function formatCount(count: number): string {
  return whole().format(count);
}
