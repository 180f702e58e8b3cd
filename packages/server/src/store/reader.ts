import type { Millis } from '@splitsight/kernel';
import {
  type Alert,
  alertSchema,
  type CameraId,
  type CameraView,
  cameraViewSchema,
  type NodeView,
  nodeViewSchema,
  parseJsonMessage,
  type SiteId,
} from '@splitsight/wire';
import type { Connection } from './database.ts';

/** Which alerts: the newest `limit`, raised before a moment, of a site, camera or head. */
export interface AlertQuery {
  readonly limit: number;
  readonly before?: Millis | undefined;
  readonly site?: string | undefined;
  readonly camera?: string | undefined;
  readonly head?: string | undefined;
  /** With what would have alerted, too, or that alone; without it unless told. */
  readonly late?: 'with' | 'only' | undefined;
  /** Whose cameras may be seen; all unless told. */
  readonly isSeen?: ((site: SiteId, camera: CameraId) => boolean) | undefined;
}

export interface RowReader {
  /** Newest first. */
  alerts(query: AlertQuery): readonly Alert[];
  activeAlerts(): readonly Alert[];
  cameras(limit: number): readonly CameraView[];
  nodes(limit: number): readonly NodeView[];
}

export function createRowReader(connection: Connection): RowReader {
  const alerts = connection.prepare<unknown[], Pick<Alert, 'site' | 'camera'> & { readonly alert: string }>(
    `SELECT site, camera, alert FROM alerts
       WHERE raised_at < :before AND (:site IS NULL OR site = :site) AND (:camera IS NULL OR camera = :camera)
         AND (:head IS NULL OR head = :head) AND late BETWEEN :least AND :greatest
       ORDER BY raised_at DESC, id DESC LIMIT :most`,
  );
  const active = connection
    .prepare<unknown[], string>(`SELECT alert FROM alerts WHERE state = 'active' ORDER BY raised_at`)
    .pluck();
  const cameras = connection
    .prepare<unknown[], string>('SELECT view FROM cameras WHERE view IS NOT NULL ORDER BY id DESC LIMIT ?')
    .pluck();
  const nodes = connection.prepare<unknown[], string>('SELECT view FROM nodes LIMIT ?').pluck();
  return {
    alerts({ limit, before, site, camera, head, late, isSeen }) {
      const found: Alert[] = [];
      const rows = alerts.iterate({
        // Whoever sees a part has to have the rest passed over.
        most: isSeen ? -1 : limit,
        before: before ?? Number.MAX_SAFE_INTEGER,
        site: site ?? null,
        camera: camera ?? null,
        head: head ?? null,
        least: late === 'only' ? 1 : 0,
        greatest: late ? 1 : 0,
      });
      for (const row of rows) {
        if (isSeen && !isSeen(row.site, row.camera)) continue;
        found.push(parseJsonMessage(alertSchema, row.alert));
        if (found.length >= limit) break;
      }
      return found;
    },
    activeAlerts: () => active.all().map((text) => parseJsonMessage(alertSchema, text)),
    cameras: (limit) => cameras.all(limit).map((text) => parseJsonMessage(cameraViewSchema, text)),
    nodes: (limit) => nodes.all(limit).map((text) => parseJsonMessage(nodeViewSchema, text)),
  };
}
