/** What a sequence number is: newer than all before, the filling of a gap, seen before, or too old to tell. */
export type Sighting = 'new' | 'filled' | 'duplicate' | 'old';

/** Remembers which of the last sequence numbers of one boot of an agent were seen. */
export interface SequenceWindow {
  /** The highest number seen; −1 before the first. */
  readonly highest: number;
  /** Says what `sequence` is, and remembers it. */
  see(sequence: number): Sighting;
  /** What was seen is to be taken for not seen. */
  forget(sequence: number): void;
}

/** How far back a repeat is recognised. */
export const windowSize = 1024;

/** @param size how far back a repeat is recognised; its memory is `size` bytes. */
export function createSequenceWindow(size = windowSize): SequenceWindow {
  const seen = new Uint8Array(size);
  let highest = -1;
  return {
    get highest() {
      return highest;
    },
    see(sequence) {
      if (sequence > highest) {
        const skipped = Math.min(size, sequence - highest - 1);
        for (let back = 1; back <= skipped; back++) seen[(sequence - back) % size] = 0;
        seen[sequence % size] = 1;
        highest = sequence;
        return 'new';
      }
      if (sequence <= highest - size) return 'old';
      if (seen[sequence % size] === 1) return 'duplicate';
      seen[sequence % size] = 1;
      return 'filled';
    },
    forget(sequence) {
      if (sequence > highest - size && sequence <= highest) seen[sequence % size] = 0;
    },
  };
}
