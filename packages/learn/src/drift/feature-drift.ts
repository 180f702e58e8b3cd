import { createRandom } from '../random.ts';
import { type BlockDistances, blockDistances } from './energy.ts';

/** Features of one camera in one hour of one day. */
export interface HourSample {
  /** Of any numbering that grows by one a day. */
  readonly day: number;
  /** 0 to 23, in any time zone that does not change. */
  readonly hour: number;
  /** rows × dims values; fewer than two rows are passed over. */
  readonly features: Float32Array;
}

export interface FeatureDriftOptions {
  /** Fewer days of history are too little; 5 unless told. */
  readonly minDays?: number;
  /** Fewer hours that both the day and its history have are too little; 6 unless told. */
  readonly minHours?: number;
  /** How many rearrangements are tried at most; 99,999 unless told. */
  readonly rounds?: number;
  readonly seed?: number;
}

/** How far the features of a day are from those of the days before. */
export interface FeatureDrift {
  /** From 0, the same distribution, to 1, nothing in common: the energy distance as a share of 2 E|X − Y|. */
  readonly distance: number;
  /** The same distance of each day of the history from all others: the median and the largest. */
  readonly usual: number;
  readonly farthest: number;
  /** The chance of such a distance, or a larger one, if the day were like the others. */
  readonly p: number;
  readonly days: number;
  readonly hours: number;
  /** Of the day that was tested, and of its history. */
  readonly rows: number;
  readonly historyRows: number;
}

/** Too little to compare, and how much there is. */
export interface TooLittle {
  readonly tooLittle: true;
  readonly days: number;
  readonly hours: number;
}

/**
 * Frames of one hour resemble each other, and so do hours that follow each other: what is rearranged are blocks of four
 * hours, not frames. With 7 days of history that still makes 8⁶ = 262,144 arrangements.
 */
const blockHours = 4;
/** With so many rearrangements at least as far, the rest would tell nothing new (Besag and Clifford 1991). */
const enough = 20;

/** An hour in which the tested day and enough of its history have features. */
interface Stratum {
  readonly hour: number;
  readonly days: readonly number[];
  readonly distances: BlockDistances;
}

/** What a day contributes in a block of hours. */
interface Part {
  readonly energy: number;
  readonly scale: number;
}

/**
 * Tests whether the features of a day come from the distribution of the days before: energy distance, a permutation test.
 *
 * Like hours are compared with like hours, so that day and night are no drift. Under the null hypothesis a block of four
 * hours of the tested day could stand in place of the same hours of any other day; whole blocks are exchanged, so that
 * frames may depend on each other within them. What makes whole days differ (weather) is not covered by `p`: compare
 * `distance` with `usual` and `farthest`, as {@link isDrifted} does.
 *
 * @param day the day that is tested; all earlier ones are its history, later ones are passed over.
 */
export function featureDrift(
  samples: readonly HourSample[],
  dims: number,
  day: number,
  options: FeatureDriftOptions = {},
): FeatureDrift | TooLittle {
  const { minDays = 5, minHours = 6, rounds = 99_999, seed = 1 } = options;
  const used = samples.filter((sample) => sample.day <= day && sample.features.length >= 2 * dims);
  const strata = strataOf(used, dims, day, minDays);
  const days = [...new Set(strata.flatMap((stratum) => stratum.days))].filter((one) => one !== day);
  if (days.length < minDays || strata.length < minHours) {
    const known = new Set(used.map((sample) => sample.day).filter((one) => one !== day));
    return { tooLittle: true, days: known.size, hours: strata.length };
  }
  const blocks = blocksOf(strata, day);
  const distance = ratio(blocks.map((block) => weighed(block, block.own)));
  const others = days.flatMap((one) => dayDistance(strata, one)).sort((a, b) => a - b);
  const rowsOf = (wanted: (one: number) => boolean) =>
    used.reduce((sum, sample) => sum + (wanted(sample.day) ? sample.features.length / dims : 0), 0);
  return {
    distance: Math.max(0, distance),
    usual: Math.max(0, others[Math.floor(others.length / 2)] ?? 0),
    farthest: Math.max(0, others.at(-1) ?? 0),
    p: permuted(blocks, distance, rounds, seed),
    days: days.length,
    hours: strata.length,
    rows: rowsOf((one) => one === day),
    historyRows: rowsOf((one) => one !== day),
  };
}

function strataOf(samples: readonly HourSample[], dims: number, day: number, minDays: number): readonly Stratum[] {
  return Array.from({ length: 24 }, (_, hour) => samples.filter((sample) => sample.hour === hour)).flatMap((group) => {
    const days = group.map((sample) => sample.day);
    const [hour] = group.map((sample) => sample.hour);
    if (hour === undefined || !days.includes(day) || days.length <= minDays) return [];
    const features = group.map((sample) => sample.features);
    return [{ hour, days, distances: blockDistances(features, dims) }];
  });
}

interface Block {
  /** How many hours of the tested day it stands for. */
  readonly weight: number;
  readonly own: Part;
  /** Of every day that has features in it, the tested one among them. */
  readonly parts: readonly Part[];
}

function blocksOf(strata: readonly Stratum[], day: number): readonly Block[] {
  const groups = Array.from({ length: 24 / blockHours }, (_, index) =>
    strata.filter(({ hour }) => Math.floor(hour / blockHours) === index),
  ).filter((group) => group.length > 0);
  return groups.map((group) => {
    const days = [...new Set(group.flatMap((stratum) => stratum.days))];
    return { weight: group.length, own: partOf(group, day), parts: days.map((one) => partOf(group, one)) };
  });
}

/** A day's mean over the hours it has. */
function partOf(strata: readonly Stratum[], day: number): Part {
  let [energy, scale, hours] = [0, 0, 0];
  for (const { days, distances } of strata) {
    const index = days.indexOf(day);
    if (index < 0) continue;
    energy += distances.energy[index] ?? 0;
    scale += distances.scale[index] ?? 0;
    hours++;
  }
  return { energy: energy / Math.max(1, hours), scale: scale / Math.max(1, hours) };
}

function weighed({ weight }: Block, { energy, scale }: Part): Part {
  return { energy: weight * energy, scale: weight * scale };
}

function ratio(parts: readonly Part[]): number {
  let [energy, scale] = [0, 0];
  for (const part of parts) {
    energy += part.energy;
    scale += part.scale;
  }
  return scale > 0 ? energy / scale : 0;
}

/** How far a day of the history is from all others; nothing for one that has fewer than half of the hours. */
function dayDistance(strata: readonly Stratum[], day: number): readonly number[] {
  const own = strata.filter(({ days }) => days.includes(day));
  return own.length * 2 < strata.length ? [] : [ratio([partOf(own, day)])];
}

function permuted(blocks: readonly Block[], distance: number, rounds: number, seed: number): number {
  const random = createRandom(seed);
  // Sums in another order differ in the last bits; what is level counts as at least as far.
  const limit = distance - 1e-9;
  let farther = 0;
  for (let round = 1; round <= rounds; round++) {
    let [energy, scale] = [0, 0];
    for (const { weight, parts } of blocks) {
      const part = parts[Math.floor(random() * parts.length)] as Part;
      energy += weight * part.energy;
      scale += weight * part.scale;
    }
    if ((scale > 0 ? energy / scale : 0) >= limit && ++farther === enough) return farther / round;
  }
  return (farther + 1) / (rounds + 1);
}
