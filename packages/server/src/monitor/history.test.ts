import { describe, expect, it } from 'vitest';
import type { VectorSample } from '../store/monitor-samples.ts';
import { hourSamples } from './history.ts';

const hour = 3_600_000;
const day = 24 * hour;
const at = 100 * day;
const none = { drifted: [], baseline: undefined };
const sample = (capturedAt: number, vector: Uint8Array = Uint8Array.of(1, 2)): VectorSample => ({
  ...{ cameraId: 1, kindId: 1, region: 'global' },
  ...{ capturedAt, vector },
});
const places = (samples: readonly VectorSample[], exclusions: Parameters<typeof hourSamples>[3] = none) =>
  hourSamples(samples, 'u8', at, exclusions).map((one) => [one.day, one.hour]);

describe('the days of a camera', () => {
  it('end with the check: its last 24 hours are day 0, and hours are counted from its own', () => {
    const moments = [at - 1, at - hour, at - hour - 1, at - day, at - day - 1, at, at + hour];
    expect(places(moments.map((moment) => sample(moment)))).toEqual([
      [0, 23],
      [0, 22],
      [0, 0],
      [-1, 23],
    ]);
  });

  it('are the last 14 that had not drifted', () => {
    const samples = Array.from({ length: 20 }, (_, index) => sample(at - index * day - 1));
    expect(places(samples).map(([of]) => of)).toEqual([0, ...Array.from({ length: 14 }, (_, index) => -1 - index)]);
    const drifted = [{ since: at - 4 * day, at: at - 2 * day }];
    expect(places(samples, { drifted, baseline: undefined }).map(([of]) => of)).toEqual([
      ...[0, -1, ...Array.from({ length: 13 }, (_, index) => -4 - index)],
    ]);
    const baseline = { since: at - 3 * day };
    expect(places(samples, { drifted: [], baseline }).map(([of]) => of)).toEqual([0, -1, -2]);
  });

  it('hold the numbers of the vectors; floats that are none are passed over', () => {
    const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
    expect(hourSamples([sample(at - 1), sample(at - 2)], 'u8', at, none)[0]?.features).toEqual(
      Float32Array.of(1, 2, 1, 2),
    );
    const odd = [floats(0.5, 2), floats(Number.NaN, 1), floats(1, Number.POSITIVE_INFINITY)];
    const samples = odd.map((vector) => sample(at - 1, vector));
    expect(hourSamples(samples, 'f32', at, none)[0]?.features).toEqual(Float32Array.of(0.5, 2));
  });
});
