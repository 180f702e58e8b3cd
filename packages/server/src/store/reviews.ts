import type { Millis } from '@splitsight/kernel';
import {
  type Alert,
  alertSchema,
  type CameraId,
  parseJsonMessage,
  type Review,
  reviewSchema,
  type SiteId,
} from '@splitsight/wire';
import type { Connection } from './database.ts';
import type { VerdictName } from './verdicts.ts';

export const reviewsSql = `
  -- What people made of an alert; none while nobody has touched it. Verdicts have a table of their own.
  CREATE TABLE reviews (
    alert_id TEXT PRIMARY KEY,
    site TEXT NOT NULL,
    camera TEXT NOT NULL,
    acknowledged_at INTEGER,
    acknowledged_by TEXT,
    assignee TEXT,
    notes TEXT NOT NULL        -- JSON
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX reviews_done ON reviews (site, camera) WHERE acknowledged_at IS NOT NULL;
  CREATE INDEX alerts_by_camera ON alerts (site, camera);
`;

/** An alert and what people made of it. */
export interface ReviewedAlert {
  readonly alert: Alert;
  readonly review: Review;
}

export interface ReviewFilter {
  readonly site?: readonly string[] | undefined;
  readonly camera?: readonly string[] | undefined;
  readonly head?: readonly string[] | undefined;
  readonly since?: Millis | undefined;
  readonly until?: Millis | undefined;
  readonly severity?: Alert['severity'] | undefined;
  readonly state?: Alert['state'] | undefined;
  readonly acknowledged?: 'yes' | 'no' | undefined;
  readonly late?: 'yes' | 'no' | undefined;
  readonly verdict?: VerdictName | 'none' | undefined;
  readonly assignee?: string | undefined;
}

/** Where a page begins: after this alert, in the order newest first. */
export interface ReviewPlace {
  readonly raisedAt: Millis;
  readonly id: string;
}

/** How many alerts and acknowledged ones a camera has. */
export interface ReviewCount {
  readonly site: string;
  readonly camera: string;
  readonly n: number;
}

/** The rows of reviews. */
export interface ReviewTable {
  /**
   * The next alerts that pass, newest first. It looks at {@link reviewWindow} alerts at most, so that a page may be short,
   * or empty, and not the last.
   */
  page(filter: ReviewFilter, from: ReviewPlace | undefined, choice: PageChoice): ReviewPage;
  get(alertId: string): ReviewedAlert | undefined;
  put(review: Review): void;
  counts(): { readonly alerts: readonly ReviewCount[]; readonly acknowledged: readonly ReviewCount[] };
}

interface PageChoice {
  readonly limit: number;
  /** Whether the alerts of a camera may be seen. */
  readonly isSeen: (site: SiteId, camera: CameraId) => boolean;
}

export interface ReviewPage {
  readonly items: readonly ReviewedAlert[];
  /** Where to go on; null at the end of all. */
  readonly next: ReviewPlace | null;
}

/** So many alerts are looked at in one go: about 10 ms, so that no filter holds the server up. */
export const reviewWindow = 4000;

interface Row {
  readonly site: SiteId;
  readonly camera: CameraId;
  readonly alert: string;
  readonly acknowledged_at: number | null;
  readonly acknowledged_by: string | null;
  readonly assignee: string | null;
  readonly notes: string | null;
  readonly verdict: VerdictName | null;
  readonly label: string | null;
  readonly by: string | null;
  readonly given_at: number | null;
}

const columns = `a.site, a.camera, a.alert, r.acknowledged_at, r.acknowledged_by, r.assignee, r.notes,
  v.verdict, v.label, v.by_whom AS "by", v.given_at`;
const joins = 'LEFT JOIN reviews r ON r.alert_id = a.id LEFT JOIN verdicts v ON v.alert_id = a.id';

export function createReviewTable(connection: Connection): ReviewTable {
  const order = 'ORDER BY raised_at DESC, id DESC';
  const inWindow = `FROM alerts WHERE (raised_at, id) < (:at, :id) AND raised_at >= :since ${order} LIMIT ${reviewWindow}`;
  const window = connection.prepare<unknown[], Row>(
    `SELECT ${columns} FROM (SELECT * ${inWindow}) a ${joins}
     WHERE (:site IS NULL OR a.site IN (SELECT value FROM json_each(:site)))
       AND (:camera IS NULL OR a.camera IN (SELECT value FROM json_each(:camera)))
       AND (:head IS NULL OR a.head IN (SELECT value FROM json_each(:head)))
       AND (:severity IS NULL OR a.alert ->> 'severity' = :severity)
       AND (:state IS NULL OR a.state = :state)
       AND (:late IS NULL OR a.late = (:late = 'yes'))
       AND (:acknowledged IS NULL OR (r.acknowledged_at IS NOT NULL) = (:acknowledged = 'yes'))
       AND (:verdict IS NULL OR coalesce(v.verdict, 'none') = :verdict)
       AND (:assignee IS NULL OR r.assignee = :assignee)
     ORDER BY a.raised_at DESC, a.id DESC`,
  );
  const end = connection.prepare<unknown[], ReviewPlace>(
    `SELECT raised_at AS raisedAt, id ${inWindow.replace(/LIMIT \d+$/, `LIMIT 1 OFFSET ${reviewWindow - 1}`)}`,
  );
  const one = connection.prepare<unknown[], Row>(`SELECT ${columns} FROM alerts a ${joins} WHERE a.id = ?`);
  const upsert = connection.prepare(
    `INSERT OR REPLACE INTO reviews (alert_id, site, camera, acknowledged_at, acknowledged_by, assignee, notes)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const counted = (from: string) =>
    connection.prepare<unknown[], ReviewCount>(`SELECT site, camera, count(*) AS n FROM ${from} GROUP BY site, camera`);
  const alerts = counted('alerts');
  const acknowledged = counted('reviews WHERE acknowledged_at IS NOT NULL');
  return {
    page({ site, camera, head, since = 0, until = Number.MAX_SAFE_INTEGER, ...rest }, from, { limit, isSeen }) {
      const place = from && from.raisedAt < until ? { at: from.raisedAt, id: from.id } : { at: until, id: '' };
      const range = { ...place, since };
      const given = {
        ...{ site: listOf(site), camera: listOf(camera), head: listOf(head) },
        ...{ severity: rest.severity ?? null, state: rest.state ?? null, assignee: rest.assignee ?? null },
        ...{ late: rest.late ?? null, acknowledged: rest.acknowledged ?? null, verdict: rest.verdict ?? null },
      };
      const items: ReviewedAlert[] = [];
      for (const row of window.iterate({ ...range, ...given })) {
        const last = items.at(-1)?.alert;
        if (items.length >= limit && last) return { items, next: { raisedAt: last.raised_at, id: last.id } };
        if (isSeen(row.site, row.camera)) items.push(viewOf(row));
      }
      return { items, next: end.get(range) ?? null };
    },
    get(alertId) {
      const row = one.get(alertId);
      return row && viewOf(row);
    },
    put({ alert_id, site, camera, acknowledged: done, assignee, notes }) {
      upsert.run(alert_id, site, camera, done?.at ?? null, done?.by ?? null, assignee, JSON.stringify(notes));
    },
    counts: () => ({ alerts: alerts.all(), acknowledged: acknowledged.all() }),
  };
}

/** The review of an alert that nobody has touched. */
export function untouched({ id, site, camera }: Alert): Review {
  return { alert_id: id, site, camera, acknowledged: null, assignee: null, notes: [], verdict: null };
}

function listOf(names: readonly string[] | undefined): string | null {
  return names ? JSON.stringify(names) : null;
}

function viewOf(row: Row): ReviewedAlert {
  const alert = parseJsonMessage(alertSchema, row.alert);
  const { acknowledged_at, acknowledged_by: by, assignee, notes, verdict, label, given_at } = row;
  return {
    alert,
    review: {
      ...untouched(alert),
      acknowledged: acknowledged_at === null ? null : { by: by ?? '', at: acknowledged_at },
      assignee,
      notes: notes === null ? [] : reviewSchema.shape.notes.parse(JSON.parse(notes)),
      verdict: verdict === null ? null : { verdict, label, by: row.by ?? '', at: given_at ?? 0 },
    },
  };
}
