import type { BootId } from '@splitsight/wire';
import type { CameraRef } from '../flow.ts';
import type { Connection } from './database.ts';

/** Which messages of a camera are in the database: what the server remembers of them across its own restarts. */
export interface KnownMessages {
  /** The highest sequence numbers of a boot, `most` at the most, the lowest of them first. */
  highest(from: CameraRef, bootId: BootId, most: number): readonly number[];
  has(from: CameraRef, bootId: BootId, sequence: number): boolean;
}

/** A database that cannot be read knows nothing; that it cannot says whoever writes. */
export function createKnownMessages(connection: Connection): KnownMessages {
  const ofBoot =
    'FROM vectors WHERE camera_id = (SELECT id FROM cameras WHERE site = ? AND camera = ?) AND boot_id = ?';
  const highest = connection
    .prepare<unknown[], number>(`SELECT sequence ${ofBoot} ORDER BY sequence DESC LIMIT ?`)
    .pluck();
  const has = connection.prepare<unknown[], number>(`SELECT 1 ${ofBoot} AND sequence = ?`).pluck();

  function attempt<T>(read: () => T, otherwise: T): T {
    try {
      return read();
    } catch {
      return otherwise;
    }
  }

  return {
    highest: ({ site, camera }, bootId, most) => attempt(() => highest.all(site, camera, bootId, most).reverse(), []),
    has: ({ site, camera }, bootId, sequence) =>
      attempt(() => has.get(site, camera, bootId, sequence) !== undefined, false),
  };
}
