import { fromVerdictsResultSchema, verdictAnswerSchema, verdictsAnswerSchema } from '@splitsight/server';
import { Argument, type Command } from 'commander';
import type { z } from 'zod';
import { createApiClient } from '../../api/client.ts';
import { type ByFlags, type ServerFlags, withBy, withServer } from '../../api/flags.ts';
import { parseWholeNumber } from '../../options.ts';
import { show } from '../../output.ts';
import { formatMoment, formatTable } from '../../text-table.ts';
import { describeAdded } from '../dataset/describe.ts';
import { dataSetPath } from '../dataset/flags.ts';
import { changes, moment } from './options.ts';

interface AlertFlags extends ByFlags {
  readonly label?: string;
  readonly note?: string;
}

interface VerdictsFlags extends ServerFlags {
  readonly head?: string;
  readonly site?: string;
  readonly since?: string;
  readonly limit: number;
}

interface TakeFlags extends ByFlags {
  readonly head: string;
  readonly since?: string;
  readonly right?: string;
  readonly wrong?: string;
  readonly relabel?: true;
}

/** Adds `splitsight head label alert | verdicts | from-verdicts`. */
export function registerVerdicts(label: Command, signal: AbortSignal): void {
  const api = (flags: ServerFlags) => createApiClient({ ...flags, signal });

  withBy(label.command('alert'))
    .description('say whether an alert was right')
    .argument('<id>', 'of the alert')
    .addArgument(new Argument('<verdict>').choices(['true', 'false', 'unsure']))
    .option('--label <label>', 'what it was instead')
    .option('--note <text>', 'what you saw')
    .action(async (id: string, verdict: string, flags: AlertFlags) => {
      const body = { verdict, label: flags.label ?? null, note: flags.note ?? null, by: flags.by };
      const answer = await api(flags).put(
        `/api/v1/alerts/${encodeURIComponent(id)}/verdict`,
        verdictAnswerSchema,
        body,
      );
      show(flags, answer, describeVerdicts([answer.verdict]));
    });

  withServer(label.command('verdicts'))
    .description('list what people said of alerts, the newest alerts first')
    .option('--head <name>', 'on alerts of this head only')
    .option('--site <id>', 'of this site only')
    .option('--since <time>', 'on alerts from then on')
    .option('--limit <n>', 'at most this many', parseWholeNumber(1, 1000), 50)
    .action(async (flags: VerdictsFlags) => {
      const { site, limit, since } = flags;
      const query = { head: flags.head, site, limit, ...(since !== undefined && { since: moment(since) }) };
      const answer = await api(flags).get('/api/v1/verdicts', verdictsAnswerSchema, query);
      show(flags, answer, describeVerdicts(answer.verdicts));
    });

  withBy(label.command('from-verdicts'))
    .description('make items of the frames behind alerts that people have judged')
    .argument('<dataset>')
    .requiredOption('--head <name>', 'whose alerts')
    .option('--since <time>', 'of alerts from then on')
    .option('--right <label>', 'what alerts show that were right; the class of the head that alerts unless told')
    .option('--wrong <label>', 'what wrong ones show; the other class of a head with two unless told')
    .option('--relabel', 'frames that are in the set with another label get this one')
    .action(async (name: string, flags: TakeFlags) => {
      const { since, right, wrong } = flags;
      const labels = { ...(right !== undefined && { true: right }), ...(wrong !== undefined && { false: wrong }) };
      const body = {
        head: flags.head,
        labels,
        ...(since !== undefined && { since: moment(since) }),
        ...changes(flags),
      };
      const answer = await api(flags).post(`${dataSetPath(name)}/from-verdicts`, fromVerdictsResultSchema, body);
      const { verdicts, unsure, unlabelled, gone, other_kinds, items } = answer;
      const left = Object.entries({
        unsure,
        'without a label': unlabelled,
        'not stored any more': gone,
        'of another backbone': other_kinds,
      });
      const rest = left.flatMap(([what, n]) => (n > 0 ? [`, ${n} ${what}`] : [])).join('');
      show(flags, answer, `${verdicts} verdicts${rest}\n${describeAdded(items)}`);
    });
}

function describeVerdicts(verdicts: z.output<typeof verdictsAnswerSchema>['verdicts']): string {
  const rows = verdicts.map(({ verdict, label, by, given_at, note, alert }) => [
    ...[alert.id, `${alert.site}/${alert.camera}`, alert.head, alert.peak.toFixed(2), verdict, label ?? ''],
    ...[by, formatMoment(given_at), note ?? ''],
  ]);
  return formatTable([['alert', 'camera', 'head', 'peak', 'verdict', 'label', 'by', 'given', 'note'], ...rows]);
}
