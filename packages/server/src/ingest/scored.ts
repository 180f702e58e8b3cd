import type { BootId } from '@splitsight/wire';
import type { CameraRef } from '../flow.ts';

/** Which messages were scored and then forgotten: they come again, and are not to be scored again. */
export interface Scored {
  add(from: CameraRef, bootId: BootId, sequence: number): void;
  has(from: CameraRef, bootId: BootId, sequence: number): boolean;
}

interface Range {
  from: number;
  to: number;
}

/**
 * Agents number their messages in a row, so that hours of a camera are a range or two. Beyond these the oldest are given up:
 * what they name is scored again when it comes, as late.
 */
const maxRanges = 256;
const maxBoots = 16_384;

export function createScored(): Scored {
  /** The oldest first. */
  const boots = new Map<string, Range[]>();
  const keyOf = ({ key }: CameraRef, bootId: BootId) => `${key}/${bootId}`;

  function rangesOf(key: string): Range[] {
    const known = boots.get(key);
    if (known) return known;
    const [oldest] = boots.keys();
    if (oldest !== undefined && boots.size >= maxBoots) boots.delete(oldest);
    const ranges: Range[] = [];
    boots.set(key, ranges);
    return ranges;
  }

  return {
    add(from, bootId, sequence) {
      const ranges = rangesOf(keyOf(from, bootId));
      // Nearly always the last: from there it is found at once.
      const at = ranges.findLastIndex((range) => range.from <= sequence);
      const below = ranges[at];
      const above = ranges[at + 1];
      if (below && sequence <= below.to) return;
      const followsBelow = below?.to === sequence - 1;
      if (followsBelow && above?.from === sequence + 1) {
        below.to = above.to;
        ranges.splice(at + 1, 1);
      } else if (followsBelow) below.to = sequence;
      else if (above?.from === sequence + 1) above.from = sequence;
      else ranges.splice(at + 1, 0, { from: sequence, to: sequence });
      if (ranges.length > maxRanges) ranges.shift();
    },
    has(from, bootId, sequence) {
      const range = boots.get(keyOf(from, bootId))?.findLast((one) => one.from <= sequence);
      return range !== undefined && sequence <= range.to;
    },
  };
}
