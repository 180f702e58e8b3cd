import {
  jobStartedSchema,
  type RecomputedAlert,
  type RecomputeResult,
  recomputedAlertSchema,
  recomputeResultSchema,
} from '@splitsight/server';
import type { Command } from 'commander';
import { createApiClient } from '../api/client.ts';
import { type ByFlags, type ServerFlags, withBy } from '../api/flags.ts';
import { followOnLine } from '../api/follow-job.ts';
import { show } from '../output.ts';
import { formatTable } from '../text-table.ts';
import { parseMoment } from '../times.ts';
import { headError } from './errors.ts';

interface RecomputeFlags extends ByFlags {
  readonly all?: true;
  readonly since?: string;
  readonly head?: string;
}

/** Adds `splitsight head recompute` to the program. It ends with 1 where something is not the same. */
export function registerRecompute(head: Command, signal: AbortSignal): void {
  withBy(head.command('recompute'))
    .description('compute alerts again from what is stored, and compare every score bit for bit')
    .argument('[alert]', 'the id of an alert')
    .option('--all', 'all alerts')
    .option('--since <moment>', 'with --all: only those raised from then on, such as "yesterday 18:00"')
    .option('--head <name>', 'with --all: only those of this head')
    .action(async (alert: string | undefined, flags: RecomputeFlags) => {
      if ((alert === undefined) === (flags.all === undefined))
        throw headError('HEAD_ALERT', alert === undefined ? 'neither is named' : 'not both');
      if (alert === undefined) await recomputeAll(flags, signal);
      else await recomputeOne(alert, flags, signal);
    });
}

async function recomputeOne(alert: string, flags: RecomputeFlags, signal: AbortSignal): Promise<void> {
  const path = `/api/v1/alerts/${encodeURIComponent(alert)}/recompute`;
  const answer = await createApiClient({ ...flags, signal }).get(path, recomputedAlertSchema);
  report(flags, answer, describeAlert(answer), answer.same);
}

async function recomputeAll({ since, head, by, ...flags }: RecomputeFlags, signal: AbortSignal): Promise<void> {
  const body = { head, by, ...(since !== undefined && { since: parseMoment(since, Date.now()) }) };
  const { job } = await createApiClient({ ...flags, signal }).post('/api/v1/recompute', jobStartedSchema, body);
  const result = await followOnLine(job, recomputeResultSchema, { ...flags, signal });
  report(flags, result, describeAll(result), result.differing === 0);
}

/** Scripts learn from the exit code whether all is the same. */
function report(flags: ServerFlags, answer: object, text: string, isSame: boolean): void {
  show(flags, answer, text);
  if (!isSame) process.exitCode = 1;
}

function describeAlert({ id, head, head_version, same, raises, frames }: RecomputedAlert): string {
  const rows = frames.map(({ boot_id, sequence, outcome, stored, largest_difference }) => [
    ...[
      `${boot_id}/${sequence}`,
      outcome,
      stored.join(' '),
      largest_difference === null ? '' : String(largest_difference),
    ],
  ]);
  const verdict = same ? 'the same, to the bit' : raises ? 'the same alert, but not the same scores' : 'not the same';
  const table = formatTable([['frame', 'scores', 'as they were', 'largest difference'], ...rows]);
  return `${id}, ${head} ${head_version}: ${verdict}\n${table}`;
}

function describeAll(result: RecomputeResult): string {
  const { alerts, same, differing, incomplete, without_evidence } = result;
  const lines = [
    `${alerts} alerts: ${same} the same to the bit, ${differing} not`,
    `${incomplete} lack a frame or their version of the head, ${without_evidence} are older than evidence`,
  ];
  const named = result.not_same.map(({ id, code, alert }) => [
    ...[id, code ?? (alert?.frames ?? []).map(({ outcome }) => outcome).join(' ')],
  ]);
  return `${lines.join('\n')}\n${named.length === 0 ? '' : formatTable([['alert', 'why'], ...named])}`;
}
