import type { Millis } from '@splitsight/kernel';
import type { HourSample } from '@splitsight/learn';
import type { CodecName } from '@splitsight/wire';
import type { Baseline, DriftedPeriod } from '../store/monitor-checks.ts';
import type { VectorSample } from '../store/monitor-samples.ts';

/** At most so many days of history are compared with. */
export const historyDays = 14;
const hour: Millis = 3_600_000;
const day: Millis = 24 * hour;

/** What of a camera's past is no history to compare with. */
export interface Exclusions {
  /** When it had drifted. */
  readonly drifted: readonly Pick<DriftedPeriod, 'at' | 'since'>[];
  /** From when on what it shows is right. */
  readonly baseline: Pick<Baseline, 'since'> | undefined;
}

/**
 * Sorts what was drawn of a camera into days and hours before a moment: day 0 is the last 24 hours, day −1 those before.
 *
 * A day that drifted is no history for the next: a camera that was moved stays "moved" until somebody says that what it
 * shows is right. Of the days that are left, the last 14 count.
 */
export function hourSamples(
  samples: readonly VectorSample[],
  codec: CodecName,
  at: Millis,
  { drifted, baseline }: Exclusions,
): readonly HourSample[] {
  const hours = new Map<string, { day: number; hour: number; vectors: Uint8Array[] }>();
  for (const { capturedAt, vector } of samples) {
    const ago = at - 1 - capturedAt;
    const dayIndex = Math.floor((capturedAt - at) / day) + 1;
    if (ago < 0) continue;
    if (dayIndex < 0 && isExcluded(capturedAt, { drifted, baseline })) continue;
    const hourIndex = 23 - Math.floor((ago % day) / hour);
    const key = `${dayIndex}/${hourIndex}`;
    const found = hours.get(key);
    if (found) found.vectors.push(vector);
    else hours.set(key, { day: dayIndex, hour: hourIndex, vectors: [vector] });
  }
  const days = [...new Set([...hours.values()].map((one) => one.day))].sort((a, b) => b - a);
  const used = new Set(days.filter((one) => one < 0).slice(0, historyDays));
  return [...hours.values()]
    .filter((one) => one.day === 0 || used.has(one.day))
    .map((one) => ({ day: one.day, hour: one.hour, features: featuresOf(one.vectors, codec) }));
}

function isExcluded(capturedAt: Millis, { drifted, baseline }: Exclusions): boolean {
  if (baseline && capturedAt < baseline.since) return true;
  return drifted.some(({ at, since }) => capturedAt >= Math.min(since, at - day) && capturedAt < at);
}

/**
 * The numbers of vectors as they lie in the codec: bytes stand for steps that were made even by calibration, which is what
 * a distance wants, and no model is needed to read them. Floats that are no finite numbers have no distance: such vectors
 * are passed over.
 */
function featuresOf(vectors: readonly Uint8Array[], codec: CodecName): Float32Array {
  const rows = vectors.map((vector) => (codec === 'f32' ? new Float32Array(vector.slice().buffer) : vector));
  const finite = rows.filter((row) => row.every(Number.isFinite));
  const features = new Float32Array(finite.reduce((sum, row) => sum + row.length, 0));
  let at = 0;
  for (const row of finite) {
    features.set(row, at);
    at += row.length;
  }
  return features;
}
