import type { Millis } from '@splitsight/kernel';
import type { Connection } from './database.ts';

export const offCamerasSql = `
  -- Cameras that somebody switched off: all others are on.
  CREATE TABLE cameras_off (
    site TEXT NOT NULL,
    camera TEXT NOT NULL,
    since INTEGER NOT NULL,
    by_whom TEXT NOT NULL,
    PRIMARY KEY (site, camera)
  ) STRICT, WITHOUT ROWID;
`;

/** A camera that is switched off. */
export interface OffCameraRow {
  readonly site: string;
  readonly camera: string;
  readonly since: Millis;
  readonly by: string;
}

export interface OffCameraTable {
  /** The one that is off for the longest first. */
  all(): readonly OffCameraRow[];
  put(row: OffCameraRow): void;
  remove(row: Pick<OffCameraRow, 'site' | 'camera'>): void;
  /** Does several things in one transaction. */
  together(work: () => void): void;
}

export function createOffCameraTable(connection: Connection): OffCameraTable {
  const all = connection.prepare<[], OffCameraRow>(
    'SELECT site, camera, since, by_whom AS "by" FROM cameras_off ORDER BY since, site, camera',
  );
  const put = connection.prepare('INSERT OR REPLACE INTO cameras_off VALUES (:site, :camera, :since, :by)');
  const drop = connection.prepare('DELETE FROM cameras_off WHERE site = :site AND camera = :camera');
  return {
    all: () => all.all(),
    put: (row) => void put.run(row),
    remove: ({ site, camera }) => void drop.run({ site, camera }),
    together: (work) => connection.transaction(work).immediate(),
  };
}
