import { join } from 'node:path';
import { isCodedError } from '@splitsight/kernel';
import type { Alert } from '@splitsight/wire';
import { closeHeads, openScoringHead, type ScoringHead } from '../heads/scoring-head.ts';
import type { Work } from '../jobs/work.ts';
import { openReadOnly } from '../store/database.ts';
import { readEvidence } from '../store/evidence.ts';
import { readRaisedAlerts } from '../store/history-alerts.ts';
import { createFrameFinder } from '../store/history-frame.ts';
import { type RecomputeParts, recomputeAlert } from './recompute.ts';
import { type RecomputeResult, recomputeParamsSchema } from './recompute-schema.ts';

const mostNamed = 100;
const page = 500;
/** Heads that are open at a time. */
const maxOpen = 16;

/** Computes all alerts of a period again, in a process of its own. */
export const recomputeWork: Work = async (given, { database, headsDir, signal, progress }) => {
  const params = recomputeParamsSchema.parse(given);
  const connection = openReadOnly(database);
  const opened = new Map<string, ScoringHead>();
  try {
    const parts: RecomputeParts = {
      evidence: (id) => readEvidence(connection, id),
      frames: createFrameFinder(connection),
      async open(head, version) {
        const key = join(head, version);
        const known = opened.get(key);
        if (known) return known;
        if (opened.size >= maxOpen) await closeAll(opened);
        const fresh = await openScoringHead(join(headsDir, key), { name: head, version, rule: {} });
        opened.set(key, fresh);
        return fresh;
      },
    };
    const found = { alerts: 0, same: 0, differing: 0, incomplete: 0, without_evidence: 0 };
    const notSame: RecomputeResult['not_same'] = [];
    for (const alert of alertsOf(connection, params)) {
      signal.throwIfAborted();
      const { outcome, ...why } = await judge(alert, parts);
      found.alerts++;
      found[outcome]++;
      if (outcome !== 'same' && notSame.length < mostNamed) notSame.push({ id: alert.id, ...why });
      progress({ done: found.alerts, of: null, note: `${found.same} are the same`, point: null });
    }
    return { ...found, not_same: notSame } satisfies RecomputeResult;
  } finally {
    await closeAll(opened);
    connection.close();
  }
};

/** The alerts of a period, some at a time. */
function* alertsOf(
  connection: ReturnType<typeof openReadOnly>,
  { since, until, head }: { readonly since: number; readonly until: number; readonly head?: string | undefined },
): Generator<Alert> {
  let after: Pick<Alert, 'raised_at' | 'id'> = { raised_at: since, id: '' };
  for (;;) {
    const alerts = readRaisedAlerts(connection, { after, until, head, limit: page });
    yield* alerts;
    const last = alerts.at(-1);
    if (!last || alerts.length < page) return;
    after = last;
  }
}

interface Verdict extends Omit<RecomputeResult['not_same'][number], 'id'> {
  readonly outcome: 'same' | 'differing' | 'incomplete' | 'without_evidence';
}

async function judge(alert: Alert, parts: RecomputeParts): Promise<Verdict> {
  try {
    const again = await recomputeAlert(alert, parts);
    const isGone = again.frames.some(({ outcome }) => outcome === 'gone');
    return { outcome: again.same ? 'same' : isGone ? 'incomplete' : 'differing', code: null, alert: again };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    const outcome = error.code === 'EVIDENCE_NONE' ? 'without_evidence' : 'incomplete';
    return { outcome, code: error.code, alert: null };
  }
}

async function closeAll(opened: Map<string, ScoringHead>): Promise<void> {
  const heads = [...opened.values()];
  opened.clear();
  await closeHeads(heads);
}
