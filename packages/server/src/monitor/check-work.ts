import type { Millis } from '@splitsight/kernel';
import { type CheckResult, checkParamsSchema } from '../http/monitor-api.ts';
import type { Work } from '../jobs/work.ts';
import { openReadOnly } from '../store/database.ts';
import { createHistory } from '../store/history.ts';
import { createCheckTable } from '../store/monitor-checks.ts';
import { createSampleReader } from '../store/monitor-samples.ts';
import { createScoreTable } from '../store/monitor-scores.ts';
import { checkFeatures } from './feature-check.ts';
import { checkScores } from './score-check.ts';

/** Findings are sent in parts of so many: some 100 KB, stored within milliseconds. */
const chunkRows = 250;

/** Compares the last day of every camera, and of every head's scores, with the days before. */
export const checkWork: Work = async (given, context) => {
  const params = checkParamsSchema.parse(given);
  const connection = openReadOnly(context.database);
  try {
    const checks = createCheckTable(connection);
    const history = createHistory(connection);
    const scores = checkScores(params, createScoreTable(connection), checks.baselines());
    const { findings, seen } = await checkFeatures(params, {
      kinds: history.kinds(),
      cameras: history.cameras(),
      families: params.families,
      drifted: checks.drifted(params.at - longestHistory),
      baselines: checks.baselines(),
      reader: createSampleReader(connection),
      onShare: (share) => context.progress({ done: Math.round(100 * share), of: 100, note: 'features', point: null }),
      signal: context.signal,
    });
    for (let from = 0; from < findings.length; from += chunkRows) {
      await context.emit({ cameras: findings.slice(from, from + chunkRows), shifts: [] });
    }
    for (let from = 0; from < scores.shifts.length; from += chunkRows) {
      await context.emit({ cameras: [], shifts: scores.shifts.slice(from, from + chunkRows) });
    }
    const result: CheckResult = {
      at: params.at,
      cameras: findings.length,
      drifted: findings.filter(({ verdict }) => verdict === 'drifted').length,
      too_little: findings.filter(({ verdict }) => verdict === 'too_little').length,
      scores: scores.sites.slice(0, 1000),
      seen: seen.slice(0, 1000),
    };
    return result;
  } finally {
    connection.close();
  }
};

/** How far back the days that had drifted are left out of the history. */
export const longestHistory: Millis = 45 * 86_400_000;
