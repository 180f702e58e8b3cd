import type { Millis } from '@splitsight/kernel';
import type { Connection } from './database.ts';

/** Whether an alert of a camera was raised, or went on, near a moment. */
export type AlertTimes = (camera: number, at: Millis) => boolean;

/** What came in so long before an alert and after its end belongs to it. */
const margin: Millis = 60_000;
/** Of a long alert, so much of its beginning. */
const longest: Millis = 600_000;

interface Row {
  readonly camera: number;
  readonly raisedAt: Millis;
  readonly endedAt: Millis | null;
}

/** Reads the alerts of a time once, to answer of many moments in it. */
export function createAlertTimes(
  connection: Connection,
): (span: { readonly since: Millis; readonly until: Millis }) => AlertTimes {
  const select = connection.prepare<[Millis, Millis], Row>(
    `SELECT cameras.id AS camera, raised_at AS raisedAt, json_extract(alert, '$.ended_at') AS endedAt
     FROM alerts JOIN cameras ON cameras.site = alerts.site AND cameras.camera = alerts.camera
     WHERE raised_at >= ? AND raised_at <= ?`,
  );
  return ({ since, until }) => {
    const alerts = select.all(since - longest - margin, until + margin);
    return (camera, at) =>
      alerts.some(({ camera: of, raisedAt, endedAt }) => {
        const end = Math.min(endedAt ?? Number.POSITIVE_INFINITY, raisedAt + longest);
        return of === camera && at >= raisedAt - margin && at <= end + margin;
      });
  };
}
