import { createTally } from '@splitsight/kernel';
import { createRandom } from '@splitsight/learn';
import { type BootId, type CameraId, type Fingerprint, type SiteId, wholeFrame } from '@splitsight/wire';
import { cameraRef } from '../flow.ts';
import { openStore } from '../store/store.ts';

export const day = 86_400_000;
/** Noon of some day: the days of a check are not those of a calendar. */
export const firstDay = Date.UTC(2026, 4, 1, 12);
export const pastSite = 'yard' as SiteId;

/** A day of a camera. */
export interface PastDay {
  /** 0 is the day that begins at `firstDay`. */
  readonly index: number;
  readonly camera: string;
  /** What its vectors are about: 8 bytes, changed by the hour of the day and by noise. */
  readonly look: readonly number[];
  readonly fingerprint: Fingerprint;
}

export const usualLook = [50, 60, 70, 80, 90, 100, 110, 40];
export const movedLook = usualLook.toReversed();

/** Writes days of cameras as if they had come in then: three vectors an hour. */
export function writeDays(path: string, days: readonly PastDay[]): void {
  const store = openStore({ path, dropped: createTally() });
  const rows = days.flatMap(({ index, camera, look, fingerprint }) => {
    const random = createRandom(index * 7 + camera.length);
    const kind = { fingerprint, codec: 'u8', vectorBytes: look.length } as const;
    return Array.from({ length: 72 }, (_, row) => {
      const at = firstDay + (index + row / 72) * day;
      const light = 30 * Math.sin((2 * Math.PI * row) / 72);
      const vector = Uint8Array.from(look, (value) => value + light + 10 * random());
      const regions = [{ kind: 'global', box: wholeFrame, vector }] as const;
      const bootId = index.toString(16).padStart(16, '0') as BootId;
      const message = { bootId, sequence: row, capturedAt: at, fingerprint, codec: 'u8', regions } as const;
      return { from: cameraRef(pastSite, camera as CameraId), message, kind, receivedAt: at, timing: 'live' } as const;
    });
  });
  for (const row of rows.toSorted((a, b) => a.receivedAt - b.receivedAt)) store.addVectors(row);
  store.close();
}

/** The numbers from `from` on and before `to`. */
export function span(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
