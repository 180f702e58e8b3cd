/** The middle of a sample and how far it spreads, in the sample's unit. */
export interface Spread {
  readonly median: number;
  /** A quarter of the sample lies below. */
  readonly low: number;
  /** A quarter lies above. */
  readonly high: number;
}

export const noTime: Spread = { median: 0, low: 0, high: 0 };

/** Median and quartiles, between neighbours where they fall between two values. All are 0 for an empty sample. */
export function spreadOf(sample: readonly number[]): Spread {
  const sorted = [...sample].sort((a, b) => a - b);
  const at = (share: number) => {
    const rank = share * (sorted.length - 1);
    const below = sorted[Math.floor(rank)] ?? 0;
    const above = sorted[Math.ceil(rank)] ?? 0;
    return below + (above - below) * (rank - Math.floor(rank));
  };
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}
