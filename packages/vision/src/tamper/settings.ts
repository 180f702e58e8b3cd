/** How a camera can lie: it sends pictures, and they do not show what it was put up to show. Gravest first. */
export const lieKinds = ['frozen', 'covered', 'moved', 'defocused'] as const;
export type LieKind = (typeof lieKinds)[number];

/** How a tamper watch is configured; the keys are those of the agent's configuration, where they are described. */
export interface TamperSettings {
  readonly kinds: readonly LieKind[];
  readonly frozen_s: number;
  readonly covered_s: number;
  readonly defocused_s: number;
  readonly moved_s: number;
  readonly clear_s: number;
  readonly learn_s: number;
  readonly accept_s: number;
  readonly min_sharpness: number;
  readonly min_match: number;
}

/** What a camera is held to unless its configuration says otherwise. */
export const defaultTamper: TamperSettings = {
  kinds: lieKinds,
  frozen_s: 7,
  covered_s: 5,
  defocused_s: 25,
  moved_s: 25,
  clear_s: 5,
  learn_s: 30,
  accept_s: 600,
  min_sharpness: 0.7,
  min_match: 0.4,
};
