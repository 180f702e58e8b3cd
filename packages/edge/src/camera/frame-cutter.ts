import { Writable } from 'node:stream';
import type { FramePool } from './frame-pool.ts';

/**
 * Makes the stream that cuts raw video into pictures: bytes in, in chunks of any size; full buffers out, each byte copied
 * once. What is left of a picture when the stream ends is dropped.
 *
 * @param bytes of one picture.
 * @param onFrame is handed each full buffer and owns it from then on; the stream goes on when it calls `next`.
 */
export function createFrameCutter(
  bytes: number,
  pool: Pick<FramePool, 'take'>,
  onFrame: (rgb: Uint8Array, next: () => void) => void,
): Writable {
  let buffer: Uint8Array | undefined;
  let filled = 0;
  const cut = (chunk: Uint8Array, done: () => void): void => {
    buffer ??= pool.take();
    const part = chunk.subarray(0, bytes - filled);
    buffer.set(part, filled);
    filled += part.length;
    if (filled < bytes) {
      done();
      return;
    }
    const full = buffer;
    buffer = undefined;
    filled = 0;
    onFrame(full, () => cut(chunk.subarray(part.length), done));
  };
  return new Writable({
    decodeStrings: true,
    // Closing would have fluent-ffmpeg kill an ffmpeg that is about to end well by itself.
    autoDestroy: false,
    emitClose: false,
    write: (chunk: Uint8Array, _encoding, done) => cut(chunk, done),
  });
}
