/**
 * Lends the buffers of one camera's pictures, all of one size, so that a steady stream makes no garbage.
 *
 * A buffer has one owner at a time: whoever took it, or was handed it, gives it back once and touches it no more.
 */
export interface FramePool {
  /** A buffer of `bytes`; its content is whatever was in it. */
  take(): Uint8Array;
  give(buffer: Uint8Array): void;
}

/** @param keep how many idle buffers are kept; more are left to the garbage collector. */
export function createFramePool(bytes: number, keep = 3): FramePool {
  const idle: Uint8Array[] = [];
  return {
    take: () => idle.pop() ?? new Uint8Array(new ArrayBuffer(bytes)),
    give(buffer) {
      if (idle.length < keep && buffer.length === bytes) idle.push(buffer);
    },
  };
}
