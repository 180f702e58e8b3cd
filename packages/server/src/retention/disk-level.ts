import { diskLevels } from '@splitsight/wire';

/**
 * How it stands with the disk. `low`: somebody should look; `short`: room is made of old rows; `full`: no vectors are taken
 * in, so that alerts and what people change still find room.
 */
export type DiskLevel = (typeof diskLevels)[number];

const megabyte = 1_000_000;
const defaultFloor = { share: 0.05, least: 256 * megabyte, most: 1000 * megabyte } as const;

/** A level is entered below its share of the floor, and left above this much more. */
const hysteresis = 1.2;
const enteredBelow: Readonly<Record<DiskLevel, number>> = {
  roomy: Number.POSITIVE_INFINITY,
  low: 2,
  short: 1,
  full: 0.5,
};

/** How much stays free of a disk of a size. @param configured in bytes; undefined where nobody said. */
export function floorOf(configured: number | undefined, totalBytes: number): number {
  const { share, least, most } = defaultFloor;
  return configured ?? Math.min(most, Math.max(least, share * totalBytes));
}

/** The level of a disk with so much room. @param before where it stood at the last look. */
export function levelOf(before: DiskLevel, freeBytes: number, floor: number): DiskLevel {
  const rank = (level: DiskLevel) => diskLevels.indexOf(level);
  const isIn = (level: DiskLevel) => {
    const limit = floor * enteredBelow[level];
    return freeBytes < (rank(level) <= rank(before) ? limit * hysteresis : limit);
  };
  return diskLevels.findLast(isIn) ?? 'roomy';
}
