import type { Clock } from '@splitsight/kernel';
import { requireLabel } from '@splitsight/training';
import type { Alert } from '@splitsight/wire';
import { serverError } from '../errors.ts';
import type { Audit } from '../people/audit.ts';
import { type Connection, storeError } from '../store/database.ts';
import { findAlert } from '../store/history-alerts.ts';
import { createVerdictTable, type Verdict, type VerdictQuery } from '../store/verdicts.ts';

/** At 1 KB each, 1 GB. */
const maxVerdicts = 1_000_000;

/** What people say of alerts. */
export interface Verdicts {
  /** Gives a verdict, or another one than before. @throws CodedError ALERT_UNKNOWN, VERDICT_TOO_MANY, DATASET_LABEL, STORE_… */
  give(alertId: string, verdict: Pick<Verdict, 'verdict' | 'label' | 'note' | 'by'>): Verdict;
  /** @throws CodedError VERDICT_NONE */
  get(alertId: string): Verdict;
  list(query: VerdictQuery): readonly Verdict[];
}

export interface VerdictsOptions {
  readonly connection: Connection;
  /** Of the database, for errors. */
  readonly path: string;
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'add'>;
  /** An alert that may not be written yet. */
  readonly recentAlert: (id: string) => Alert | undefined;
}

export function createVerdicts({ connection, path, clock, audit, recentAlert }: VerdictsOptions): Verdicts {
  const table = createVerdictTable(connection);
  const put = connection.transaction((given: Verdict) => {
    table.put(given);
    const { alert, verdict, label, note, by } = given;
    audit.add({ by, action: 'alert.judge', subject: alert.id, site: alert.site, detail: { verdict, label, note } });
  });
  let count = table.count();
  return {
    give(alertId, given) {
      if (given.label !== null) requireLabel(given.label);
      const before = table.get(alertId);
      const alert = recentAlert(alertId) ?? findAlert(connection, alertId) ?? before?.alert;
      if (!alert) throw serverError('ALERT_UNKNOWN', alertId);
      if (!before && count >= maxVerdicts) throw serverError('VERDICT_TOO_MANY', `${maxVerdicts}`);
      const verdict: Verdict = { ...given, givenAt: clock.now(), alert };
      try {
        put(verdict);
      } catch (error) {
        throw storeError(error, path);
      }
      if (!before) count++;
      return verdict;
    },
    get(alertId) {
      const verdict = table.get(alertId);
      if (!verdict) throw serverError('VERDICT_NONE', alertId);
      return verdict;
    },
    list: table.list,
  };
}
