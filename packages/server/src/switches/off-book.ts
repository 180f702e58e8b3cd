import type { Clock, Millis } from '@splitsight/kernel';
import type { SwitchedOff } from '@splitsight/wire';
import type { CameraRef } from '../flow.ts';
import { createAudit } from '../people/audit.ts';
import type { Connection } from '../store/database.ts';
import { createOffCameraTable, type OffCameraRow } from '../store/off-cameras.ts';

/** Which cameras are switched off: what holds, here and at the agents. It outlives the server. */
export interface OffBook {
  /** Since when a camera is off, and by whom; undefined while it is on. */
  of(from: CameraRef): SwitchedOff | undefined;
  /** Whether a picture was taken while its camera was off. */
  covers(from: CameraRef, capturedAt: Millis): boolean;
  /** @param off undefined switches it on. */
  set(from: CameraRef, off: SwitchedOff | undefined, by: string): void;
}

export interface OffBookParts {
  readonly connection: Connection;
  readonly clock: Clock;
  /** Of how many cameras it is remembered. A camera that is away for a while stays off; the oldest is forgotten first. */
  readonly most: number;
}

export function openOffBook({ connection, clock, most }: OffBookParts): OffBook {
  const audit = createAudit(connection, clock);
  const table = createOffCameraTable(connection);
  const rows = new Map<string, OffCameraRow>(table.all().map((row) => [`${row.site}/${row.camera}`, row]));

  function forgetOldest(): void {
    const [oldest] = rows;
    if (!oldest || rows.size < most) return;
    table.remove(oldest[1]);
    rows.delete(oldest[0]);
  }

  return {
    of({ key }) {
      const row = rows.get(key);
      return row && { since: row.since, by: row.by };
    },
    covers({ key }, capturedAt) {
      if (rows.size === 0) return false;
      const row = rows.get(key);
      return row !== undefined && capturedAt > row.since;
    },
    set({ site, camera, key }, off, by) {
      const row = off && { site, camera, ...off };
      table.together(() => {
        if (row) table.put(row);
        else table.remove({ site, camera });
        const detail = { before: rows.has(key) ? 'OFF' : 'ON', after: row ? 'OFF' : 'ON' };
        audit.add({ by, action: 'camera.switch', subject: key, site, detail });
      });
      rows.delete(key);
      if (!row) return;
      forgetOldest();
      rows.set(key, row);
    },
  };
}
