import { cloudNoise, noiseAt, smoothNoiseAt, smoothstep, softNoise } from './noise.ts';
import type { LightKind } from './scene.ts';

/** The light of the sun, of the sky, and the sky's colours at the horizon and above. Linear. */
export interface Daylight {
  readonly sun: readonly [number, number, number];
  readonly ambient: readonly [number, number, number];
  readonly horizon: readonly [number, number, number];
  readonly zenith: readonly [number, number, number];
  readonly cloud: readonly [number, number, number];
  /** How much of the sky is covered, 0..1. */
  readonly cover: number;
}

export const daylight: Readonly<Record<LightKind, Daylight>> = {
  day: {
    sun: [1.5, 1.36, 1.12],
    ambient: [0.24, 0.29, 0.37],
    horizon: [0.62, 0.72, 0.82],
    zenith: [0.16, 0.32, 0.66],
    cloud: [0.95, 0.95, 0.96],
    cover: 0.45,
  },
  overcast: {
    sun: [0.12, 0.12, 0.12],
    ambient: [0.6, 0.63, 0.67],
    horizon: [0.7, 0.72, 0.74],
    zenith: [0.48, 0.51, 0.55],
    cloud: [0.66, 0.68, 0.7],
    cover: 0.8,
  },
  dusk: {
    sun: [0.62, 0.34, 0.16],
    ambient: [0.13, 0.135, 0.18],
    horizon: [0.9, 0.4, 0.16],
    zenith: [0.1, 0.13, 0.28],
    cloud: [0.6, 0.26, 0.18],
    cover: 0.5,
  },
  night: {
    sun: [0, 0, 0],
    ambient: [0.016, 0.019, 0.028],
    horizon: [0.035, 0.032, 0.036],
    zenith: [0.006, 0.008, 0.016],
    cloud: [0.02, 0.02, 0.024],
    cover: 0.5,
  },
};

/** The sky along a ray that rises by `slope` and goes `across` to the right, each per metre ahead. */
export function paintSky(
  light: LightKind,
  seed: number,
  across: number,
  slope: number,
  out: Float64Array | number[],
): void {
  const { horizon, zenith, cloud, cover } = daylight[light];
  const height = smoothstep(0, 0.42, slope);
  const reach = 60 / (slope + 0.12);
  const puffs = smoothNoiseAt(cloudNoise, across * reach * 0.45 + seed * 71, reach * 1.1 + seed * 13);
  const thick = smoothstep(1 - cover, 1.15 - cover * 0.4, puffs) * smoothstep(0.0, 0.08, slope) * 0.9;
  for (let c = 0; c < 3; c++) {
    const clear = (horizon[c] as number) * (1 - height) + (zenith[c] as number) * height;
    out[c] = clear + ((cloud[c] as number) - clear) * thick;
  }
}

/** How high the far trees and roofs stand above the horizon, as a slope. */
export function skyline(seed: number, across: number): number {
  const broad = smoothNoiseAt(softNoise, across * 90 + seed * 19, seed * 7);
  const fine = noiseAt(cloudNoise, across * 900 + seed, 40);
  return 0.018 + 0.075 * broad + 0.012 * fine;
}
