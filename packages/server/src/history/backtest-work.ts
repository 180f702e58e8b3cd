import { join } from 'node:path';
import { closeHeads, openScoringHead, type ScoringHead } from '../heads/scoring-head.ts';
import type { Work } from '../jobs/work.ts';
import { openReadOnly } from '../store/database.ts';
import { createHistory } from '../store/history.ts';
import { readPastAlerts } from '../store/history-alerts.ts';
import { createFrameFinder } from '../store/history-frame.ts';
import { runBacktest } from './backtest.ts';
import { backtestParamsSchema } from './backtest-schema.ts';

/** Makes a backtest in a process of its own. */
export const backtestWork: Work = async (given, { database, headsDir, signal, progress }) => {
  const params = backtestParamsSchema.parse(given);
  const { head: name, versions, rule, until, site, camera } = params;
  const connection = openReadOnly(database);
  const heads: ScoringHead[] = [];
  try {
    for (const version of versions) {
      heads.push(await openScoringHead(join(headsDir, name, version), { name, version, rule }));
    }
    return await runBacktest(params, {
      history: createHistory(connection),
      frames: createFrameFinder(connection),
      heads,
      raised: (since, limit) => readPastAlerts(connection, { since, until, head: name, site, camera, limit }),
      signal,
      onSlice: ({ vectors }, share) =>
        progress({ done: Math.round(1000 * share), of: 1000, note: `${vectors} vectors scored`, point: null }),
    });
  } finally {
    await closeHeads(heads);
    connection.close();
  }
};
