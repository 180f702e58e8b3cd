import { backtestResultSchema, jobStartedSchema, thresholdsAnswerSchema } from '@splitsight/server';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { createApiClient } from '../api/client.ts';
import { type ByFlags, withBy } from '../api/flags.ts';
import { followOnLine } from '../api/follow-job.ts';
import { readRule } from '../options.ts';
import { show } from '../output.ts';
import { parseMoment } from '../times.ts';
import { describeBacktest, describeThresholds } from './backtest-text.ts';

interface PastFlags extends ByFlags {
  readonly since?: string;
  readonly until?: string;
  readonly site?: string;
  readonly camera?: string;
  readonly rule: 'configured' | 'version' | object;
  readonly timeZone: string;
}

interface BacktestFlags extends PastFlags {
  readonly versions?: readonly string[];
  readonly thresholds?: readonly number[];
}

interface ThresholdFlags extends PastFlags {
  readonly goal: 'alerts_per_day' | 'recall' | 'precision' | 'f1';
  readonly atMost: number;
  readonly atLeast: number;
  readonly sure?: true;
}

const week = 7 * 86_400_000;
/** The thresholds that are tried when nobody names others. */
const usualThresholds = [...Array.from({ length: 19 }, (_, i) => (i + 1) / 20), 0.97, 0.98, 0.99];

/** Adds `splitsight head backtest | thresholds` to the program. */
export function registerBacktest(head: Command, signal: AbortSignal): void {
  withPast(head.command('backtest'))
    .description(
      'say what alerts versions of a head would have raised in the past, and how that differs from what was raised',
    )
    .argument('<head>', 'its name')
    .option('--versions <list>', 'with commas between, at most 4; the live one unless told', parseNames)
    .option('--thresholds <list>', 'also count the alerts that other thresholds would give', parseNumbers)
    .action(async (name: string, flags: BacktestFlags) => {
      const { job, result } = await backtest(
        name,
        flags,
        { versions: flags.versions, thresholds: flags.thresholds },
        signal,
      );
      show(flags, { job, ...result }, describeBacktest(name, result));
    });

  withPast(head.command('thresholds'))
    .description('say what each threshold would find, take wrongly and raise a day, and pick one')
    .argument('<head>', 'its name')
    .argument('<version>', 'a version that was trained here')
    .addOption(
      new Option('--goal <name>', 'what the threshold is to achieve')
        .choices(['alerts_per_day', 'recall', 'precision', 'f1'])
        .default('alerts_per_day'),
    )
    .option('--at-most <n>', 'at most this many alerts a day', parseNumber, 1)
    .option('--at-least <share>', 'at least this recall or precision', parseNumber, 0.9)
    .option('--sure', 'asks recall or precision of the worse end of its interval')
    .action(async (name: string, version: string, flags: ThresholdFlags) => {
      const asked = { versions: [version], thresholds: usualThresholds };
      const path = `/api/v1/head-versions/${encodeURIComponent(name)}/${encodeURIComponent(version)}/thresholds`;
      const { goal, atMost, atLeast, sure = false } = flags;
      const query = { goal, at_most: atMost, at_least: atLeast, sure };
      const api = createApiClient({ ...flags, signal });
      // What cannot be answered is refused before a long backtest.
      await api.get(path, thresholdsAnswerSchema, query);
      const { job } = await backtest(name, flags, asked, signal);
      const answer = await api.get(path, thresholdsAnswerSchema, { ...query, job });
      show(flags, answer, describeThresholds(answer));
    });
}

function withPast(command: Command): Command {
  return withBy(command)
    .option('--since <moment>', 'vectors from then on, such as "yesterday 18:00" or 2026-11-22; a week ago unless told')
    .option('--until <moment>', 'and before then; now unless told')
    .option('--site <id>', 'of this site only')
    .option('--camera <id>', 'of this camera only')
    .option(
      '--rule <rule>',
      'configured, version (the one it suggests), or threshold,instant,k,n,clear',
      parseRule,
      'configured',
    )
    .option('--time-zone <name>', 'whose days are counted', Intl.DateTimeFormat().resolvedOptions().timeZone);
}

interface Asked {
  readonly versions?: readonly string[] | undefined;
  readonly thresholds?: readonly number[] | undefined;
}

/** Has the server make a backtest and waits for it; Ctrl-C cancels it. */
async function backtest(name: string, flags: PastFlags, asked: Asked, signal: AbortSignal) {
  const { since, until, site, camera, rule, timeZone, by } = flags;
  const now = Date.now();
  const { job } = await createApiClient({ ...flags, signal }).post(
    `/api/v1/heads/${encodeURIComponent(name)}/backtest`,
    jobStartedSchema,
    {
      ...asked,
      ...{ site, camera, rule, by, time_zone: timeZone },
      since: since === undefined ? now - week : parseMoment(since, now),
      until: until === undefined ? undefined : parseMoment(until, now),
    },
  );
  const result = await followOnLine(job, backtestResultSchema, { ...flags, signal });
  return { job: job.id, result };
}

function parseNames(text: string): readonly string[] {
  return text.split(',').map((name) => name.trim());
}

function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0)) throw new InvalidArgumentError('a number from 0 on is expected');
  return value;
}

function parseNumbers(text: string): readonly number[] {
  return text.split(',').map(parseNumber);
}

function parseRule(text: string): PastFlags['rule'] {
  if (text === 'configured' || text === 'version') return text;
  const rule = readRule(text);
  if (rule) return rule;
  throw new InvalidArgumentError('configured, version, or five numbers are expected: threshold,instant,k,n,clear');
}
