import type { Millis } from '@splitsight/kernel';
import type { CoverageStretch } from '@splitsight/wire';

/** Stretches in order of time that do not overlap; what lies between them is not known. */
export type Timeline = readonly CoverageStretch[];

/** What says more covers what says less: a picture that lies over one that was looked at, that over one looked at late. */
function rankOf({ state, why }: CoverageStretch): number {
  if (why === 'camera_frozen' || why === 'camera_covered') return 3;
  return state === 'watched' ? 2 : state === 'watched_late' ? 1 : 0;
}

/**
 * Adds a stretch to a timeline. Where it meets another, the one that says more stays; of two that say as much, the new one.
 * Neighbours of one kind become one. Painting a stretch twice changes nothing.
 */
export function paint(timeline: Timeline, stroke: CoverageStretch): Timeline {
  if (stroke.to <= stroke.from) return timeline;
  const rank = rankOf(stroke);
  const painted: CoverageStretch[] = [];
  let at = stroke.from;
  const put = (from: Millis, to: Millis, kind: CoverageStretch) => {
    const last = painted.at(-1);
    if (to <= from) return;
    if (last && last.to === from && isSameKind(last, kind)) painted[painted.length - 1] = { ...last, to };
    else painted.push({ ...kind, from, to });
  };
  for (const one of timeline) {
    put(one.from, Math.min(one.to, stroke.from), one);
    if (one.to <= stroke.from) continue;
    if (one.from >= stroke.to) {
      put(at, stroke.to, stroke);
      at = stroke.to;
      put(one.from, one.to, one);
      continue;
    }
    put(at, one.from, stroke);
    const from = Math.max(one.from, stroke.from);
    const to = Math.min(one.to, stroke.to);
    put(from, to, rankOf(one) > rank ? one : stroke);
    at = Math.max(at, to);
    put(Math.max(one.from, stroke.to), one.to, one);
  }
  put(at, stroke.to, stroke);
  return painted;
}

/** The part of a timeline from a moment on and before another, with what is not known told as such. */
export function cut(timeline: Timeline, from: Millis, to: Millis): Timeline {
  const whole: CoverageStretch[] = [];
  let at = from;
  const skip = (until: Millis) => {
    if (until > at) whole.push({ from: at, to: until, state: 'not_watched', why: 'unknown', code: null });
  };
  for (const one of timeline) {
    const inside = { ...one, from: Math.max(one.from, from), to: Math.min(one.to, to) };
    if (inside.to <= inside.from) continue;
    skip(inside.from);
    whole.push(inside);
    at = inside.to;
  }
  skip(to);
  return whole;
}

function isSameKind(a: CoverageStretch, b: CoverageStretch): boolean {
  return a.state === b.state && a.why === b.why && a.code === b.code;
}

/** How much of a timeline is of what kind. */
export interface CoverageSums {
  readonly watched_ms: Millis;
  readonly watched_late_ms: Millis;
  readonly not_watched_ms: Millis;
  readonly watched_share: number;
}

export function sumUp(timeline: Timeline): CoverageSums {
  const sum = { watched: 0, watched_late: 0, not_watched: 0 };
  for (const { state, from, to } of timeline) sum[state] += to - from;
  const all = sum.watched + sum.watched_late + sum.not_watched;
  return {
    watched_ms: sum.watched,
    watched_late_ms: sum.watched_late,
    not_watched_ms: sum.not_watched,
    watched_share: all === 0 ? 0 : (sum.watched + sum.watched_late) / all,
  };
}
