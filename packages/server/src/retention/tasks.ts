import type { Millis } from '@splitsight/kernel';
import type { StoreConfig } from '../config/store.ts';
import type { Connection } from '../store/database.ts';
import type { FileKeeper } from '../store/file-space.ts';
import { createOldAlerts, createOldBooks } from '../store/old-alerts.ts';
import { createOldRows, type DeleteStep } from '../store/old-rows.ts';
import { createThinRows } from '../store/thin-rows.ts';
import type { KeepPlan, KeptKind } from './keep-plan.ts';
import type { Task } from './work.ts';

/** What the tasks are about. */
export interface TaskOrder {
  /** A moment that can be trusted. */
  readonly now: Millis;
  readonly plan: Readonly<Record<KeptKind, KeepPlan>>;
  /** About how large a row of a kind is. */
  readonly rowBytes: Readonly<Partial<Record<KeptKind, number>>>;
  /** So many free bytes of the file are left for new rows; the rest goes back to the disk. */
  readonly slackBytes: number;
}

/** Why rows are gone. */
export type Removal = 'thinned' | 'age' | 'size';

export interface TaskParts {
  readonly connection: Connection;
  readonly config: Pick<StoreConfig, 'keep' | 'retention_days'>;
  readonly file: FileKeeper;
  readonly onRemoved: (kind: string, why: Removal, rows: number) => void;
}

const day: Millis = 86_400_000;
/** A row of an alert takes evidence, review and indexes with it. */
const alertRows = 10;
/** A page that is given back is moved and written. */
const pagesARow = 0.5;
/** Rows that are held are looked at again so seldom. */
const rewindEvery: Millis = 600_000;
const pageBytes = 4096;

/** Prepares what retention does; the tasks are made anew for every round, and know where the last one stopped. */
export function createTasks(parts: TaskParts): (order: TaskOrder) => readonly Task[] {
  const { connection, config, file, onRemoved } = parts;
  const { vectors: vectorKeep, decisions: decisionKeep, audit, books } = config.keep;
  const old = {
    vectors: createOldRows(connection, 'vectors'),
    decisions: createOldRows(connection, 'decisions'),
    disagreements: createOldRows(connection, 'disagreements'),
  };
  const thin = {
    vectors: createThinRows(connection, 'vectors', 1000 * vectorKeep.thin_s),
    decisions: createThinRows(connection, 'decisions', 1000 * decisionKeep.thin_s),
  };
  const alerts = createOldAlerts(connection);
  const oldBooks = createOldBooks(connection);
  let rewoundAt = Number.NEGATIVE_INFINITY;

  function task(name: string, kind: string, why: Removal, some: (rows: number) => DeleteStep): Task {
    return {
      name,
      step(rows) {
        const { deleted, more } = some(rows);
        if (deleted > 0) onRemoved(kind, why, deleted);
        return more;
      },
    };
  }

  return ({ now, plan, rowBytes, slackBytes }) => {
    if (Math.abs(now - rewoundAt) > rewindEvery) {
      rewoundAt = now;
      for (const rows of Object.values(old)) rows.rewind();
    }
    const byAge = (kind: 'vectors' | 'decisions' | 'disagreements', before: Millis) =>
      task(`old ${kind}`, kind, 'age', (rows) => old[kind].deleteSome(before, now, rows));
    const thinned = { vectors: 0, decisions: 0 };
    const thinning = (kind: 'vectors' | 'decisions') =>
      task(`thin ${kind}`, kind, 'thinned', (rows) => {
        const step = thin[kind].thinSome(plan[kind].thinBefore, now, rows);
        thinned[kind] += step.deleted;
        return step;
      });

    /** The oldest, until enough is freed: what thinning has freed in this round counts. */
    const bySize = (kind: 'vectors' | 'decisions') => {
      let left = plan[kind].excess / (rowBytes[kind] ?? 1);
      return task(`oldest ${kind}`, kind, 'size', (rows) => {
        const most = Math.min(rows, Math.ceil(left - thinned[kind]));
        if (most <= 0) return { deleted: 0, more: false };
        const step = old[kind].deleteSome(plan[kind].spare, now, most);
        left -= step.deleted;
        return { ...step, more: left > thinned[kind] && (step.more || step.deleted > 0) };
      });
    };

    let alertsLeft = plan.alerts.excess / (rowBytes.alerts ?? 1);
    return [
      task('old alerts', 'alerts', 'age', (rows) =>
        alerts.deleteSome(plan.alerts.deleteBefore, Math.ceil(rows / alertRows)),
      ),
      task('oldest alerts', 'alerts', 'size', (rows) => {
        const most = Math.min(Math.ceil(rows / alertRows), Math.ceil(alertsLeft));
        if (most <= 0) return { deleted: 0, more: false };
        const step = alerts.deleteSome(plan.alerts.spare, most);
        alertsLeft -= step.deleted;
        return { ...step, more: step.more && alertsLeft > 0 };
      }),
      byAge('vectors', plan.vectors.deleteBefore),
      byAge('decisions', plan.decisions.deleteBefore),
      byAge('disagreements', plan.decisions.deleteBefore),
      thinning('vectors'),
      thinning('decisions'),
      bySize('vectors'),
      bySize('decisions'),
      task('old books', 'books', 'age', (rows) =>
        oldBooks.deleteSome(
          { books: now - Math.max(books.days, config.retention_days) * day, audit: now - audit.days * day },
          rows,
        ),
      ),
      {
        name: 'shrink',
        step(rows) {
          const { shrinks, freeBytes } = file.space();
          const pages = Math.floor((freeBytes - slackBytes) / pageBytes);
          if (!shrinks || pages <= 0) return false;
          return file.shrink(Math.min(pages, rows * pagesARow)) > 0;
        },
      },
    ];
  };
}
