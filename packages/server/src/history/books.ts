import type { Millis } from '@splitsight/kernel';
import type { Alert } from '@splitsight/wire';
import type { Look } from '../alert/state.ts';
import type { RaisedBy } from '../alert/tracker.ts';
import { type Arrival, cameraRef, type Decision } from '../flow.ts';
import type { ScoringHead } from '../heads/scoring-head.ts';
import type { RoleName } from '../registry/state.ts';
import { type Account, createAccountTable } from '../store/accounts.ts';
import type { Store } from '../store/store.ts';
import { createThinning } from '../store/thinning.ts';
import { createAccounts } from './accounts.ts';
import { evidenceRule } from './rule-view.ts';

/** What is kept of what heads said: decisions, thinned by rule, what became of each frame, and what alerts were raised from. */
export interface Books {
  /** A head has looked at a frame. @param decided null when no region counted. */
  decision(arrival: Arrival, head: ScoringHead, role: RoleName, decided: Pick<Decision, 'score'> | null): void;
  /** An alert is raised from these frames. */
  raised(alert: Alert, head: RaisedBy, looks: readonly Look[]): void;
  /** Writes down what was counted. */
  flush(): void;
  /** What was counted; written down before it is read. */
  accounts: (query: Parameters<ReturnType<typeof createAccountTable>['list']>[0]) => readonly Account[];
  /** Writes down what was counted and ends. Idempotent. */
  close(): void;
}

const writeEvery: Millis = 60_000;

/** @param onFailure called when what was counted could not be written; it is kept, and tried again. */
export function openBooks(
  store: Pick<Store, 'addDecision' | 'putEvidence' | 'connection'>,
  onFailure: (error: unknown) => void,
): Books {
  const thinning = createThinning();
  const table = createAccountTable(store.connection);
  const accounts = createAccounts(table, onFailure);
  const timer = setInterval(accounts.flush, writeEvery);

  function keep(arrival: Arrival, head: ScoringHead, role: RoleName, score: number): 'stored' | 'thinned' {
    const name = role === 'shadow' ? `${head.name} in the shadow` : head.name;
    if (!thinning.keeps(arrival.from.key, name, score, head.rule.clear, arrival.receivedAt)) return 'thinned';
    store.addDecision({ arrival, head: head.name, headVersion: head.version, score, role });
    return 'stored';
  }

  return {
    decision(arrival, head, role, decided) {
      const outcome = decided ? keep(arrival, head, role, decided.score) : 'silent';
      accounts.frame(arrival.from, head, role, outcome, arrival.receivedAt);
    },
    raised({ id, site, camera, raised_at }, head, looks) {
      const from = cameraRef(site, camera);
      store.putEvidence({ alertId: id, from, rule: evidenceRule(head), looks });
      accounts.raised(from, head, raised_at);
    },
    flush: accounts.flush,
    accounts(query) {
      accounts.flush();
      return table.list(query);
    },
    close() {
      clearInterval(timer);
      accounts.flush();
    },
  };
}
