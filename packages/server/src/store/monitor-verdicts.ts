import type { Millis } from '@splitsight/kernel';
import type { Connection } from './database.ts';
import type { VerdictName } from './verdicts.ts';

/** What of an alert and the verdict on it a comparison needs: a thousand are read in some milliseconds. */
export interface JudgedAlert {
  readonly verdict: VerdictName;
  readonly peak: number;
  readonly site: string;
  readonly camera: string;
  readonly raisedAt: Millis;
}

/** Alerts of a head raised since a moment; what is undefined is any. */
export interface JudgedQuery {
  readonly head: string;
  readonly version?: string | undefined;
  readonly site?: string | undefined;
  readonly since: Millis;
}

/** Finds the newest 5,000 alerts that operators judged. */
export type FindJudged = (query: JudgedQuery) => readonly JudgedAlert[];

export function createFindJudged(connection: Connection): FindJudged {
  const select = connection.prepare<unknown[], JudgedAlert>(
    `SELECT verdict, json_extract(alert, '$.peak') AS peak, site, camera, raised_at AS raisedAt FROM verdicts
     WHERE head = :head AND raised_at >= :since AND (:version IS NULL OR head_version = :version)
       AND (:site IS NULL OR site = :site)
     ORDER BY raised_at DESC LIMIT 5000`,
  );
  return ({ head, version, site, since }) => select.all({ head, since, version: version ?? null, site: site ?? null });
}
