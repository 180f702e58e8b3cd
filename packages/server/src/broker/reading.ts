import type { Duplex } from 'node:stream';
import type { Millis } from '@splitsight/kernel';
import type { PacketSieve } from './sieve.ts';

/** Reads from connections through their sieves, and from none while there is no room for what they send. */
export interface Reading {
  /** Sees every chunk of a connection before the broker does: that takes them with read(). */
  guard(stream: Duplex, reader: Reader): void;
  /** Stops what waits for room. */
  close(): void;
}

/** Who reads a connection. */
export interface Reader {
  readonly sieve: PacketSieve;
  /** A packet is larger than allowed. */
  onOversized(): void;
  /** The connection is there: bytes came, or may wait while nothing is read. */
  onAlive(): void;
}

/** How often connections that are not read from are looked at again. */
const resumeEvery: Millis = 10;

export function createReading(hasRoom: () => boolean): Reading {
  const heldUp = new Map<Duplex, Reader>();
  let resuming: NodeJS.Timeout | undefined;

  function holdUp(stream: Duplex, reader: Reader): void {
    heldUp.set(stream, reader);
    resuming ??= setInterval(resume, resumeEvery);
  }

  function resume(): void {
    if (!hasRoom()) {
      for (const reader of heldUp.values()) reader.onAlive();
      return;
    }
    clearInterval(resuming);
    resuming = undefined;
    const streams = [...heldUp.keys()];
    heldUp.clear();
    for (const stream of streams) stream.emit('readable');
  }

  return {
    guard(stream, reader) {
      const read = stream.read.bind(stream);
      stream.once('close', () => heldUp.delete(stream));
      stream.read = (size?: number): unknown => {
        while (hasRoom()) {
          const chunk: unknown = read(size);
          if (!(chunk instanceof Buffer)) return chunk;
          reader.onAlive();
          const left = reader.sieve.sift(chunk);
          if (left && left.length > 0) return left;
          if (left) continue;
          reader.onOversized();
          return null;
        }
        holdUp(stream, reader);
        return null;
      };
    },
    close: () => clearInterval(resuming),
  };
}
