import type { Millis } from '@splitsight/kernel';

/** What can happen in a scene. */
export const eventKinds = ['fire', 'person', 'car'] as const;
export type EventKind = (typeof eventKinds)[number];

export const lightKinds = ['day', 'overcast', 'dusk', 'night'] as const;
export type LightKind = (typeof lightKinds)[number];

/** Something that happens: it is seen in every frame with `at_ms` ≤ t < `at_ms` + `duration_ms`, and in no other. */
export interface SceneEvent {
  readonly kind: EventKind;
  /** Since the scene began. */
  readonly at_ms: Millis;
  readonly duration_ms: Millis;
  /** `grow`: small or at the edge first; `full`: at full size, in the middle, in its first frame. */
  readonly size: 'grow' | 'full';
}

/** Where a fire burns and how large it gets. */
export interface FirePlace {
  /** Metres to the right of the camera. */
  readonly x: number;
  /** Metres in front of the camera, 9..30. */
  readonly z: number;
  /** The height of its flames, as a share of the frame's height. */
  readonly height: number;
}

/** A yard before a fixed camera: plain data, so that it can be sent to another process and written to a file. */
export interface Scene {
  /** Decides the layout, the colours and every random detail. */
  readonly seed: number;
  readonly light: LightKind;
  /** 0 (calm) to 1 (gusts). */
  readonly wind: number;
  /** Standard deviation of the sensor's noise, in 8-bit steps. */
  readonly noise: number;
  readonly events: readonly SceneEvent[];
  /** Default: a place that the seed chooses, with flames of 0.32. */
  readonly fire?: FirePlace;
}

/** Makes the scene of a seed, which also decides the light; there is a light wind, and nothing happens. */
export function createScene(seed: number, details: Partial<Omit<Scene, 'seed'>> = {}): Scene {
  const light = details.light ?? lightOfSeed[seed % lightOfSeed.length] ?? 'day';
  return { seed, light, wind: 0.35, noise: light === 'night' ? 2.5 : 1.2, events: [], ...details };
}

const lightOfSeed: readonly LightKind[] = ['dusk', 'night', 'overcast', 'day'];

const defaultDuration: Readonly<Record<EventKind, Millis>> = { fire: 30_000, person: 12_000, car: 5_000 };

/** Makes an event; it lasts 30 s (fire), 12 s (person) or 5 s (car) and grows, unless told otherwise. */
export function createEvent(
  kind: EventKind,
  at_ms: Millis,
  details: { readonly duration_ms?: Millis; readonly size?: 'grow' | 'full' } = {},
): SceneEvent {
  return { kind, at_ms, duration_ms: details.duration_ms ?? defaultDuration[kind], size: details.size ?? 'grow' };
}
