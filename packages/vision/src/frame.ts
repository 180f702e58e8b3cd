import type { Millis } from '@splitsight/kernel';

/**
 * A decoded picture and the moment it was captured.
 *
 * `rgb` holds height × width × 3 bytes, row by row, 8 bits a channel, sRGB. Whoever is handed a frame may read it until
 * it hands the frame on or drops it; nobody writes to it.
 */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
  readonly capturedAt: Millis;
}
