/** Numbers in [0, 1) that a seed gives again: mulberry32. */
export function createChance(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The seed of this run: that of FAULTS_SEED, or another one each time; it is printed, so that a run can be repeated. */
export const seed = Number(process.env.FAULTS_SEED ?? Date.now() % 1_000_000);

/** Whether the tests run in their long form (`pnpm test:faults`). */
export const isLong = process.env.FAULTS === 'long';

/** So many rounds in the long form, and so many in the short one. */
export function rounds({ long, short }: { readonly long: number; readonly short: number }): number {
  return isLong ? long : short;
}
