import {
  acceptAnswerSchema,
  fromVerdictsResultSchema,
  rangeResultSchema,
  similarResultSchema,
  startedAnswerSchema,
  verdictAnswerSchema,
  verdictsAnswerSchema,
} from '@splitsight/server';
import { regionKinds } from '@splitsight/wire';
import { Argument, type Command, InvalidArgumentError } from 'commander';
import { parseWholeNumber } from '../../options.ts';
import { createApiClient, type ServerFlags, withServer } from '../api-client.ts';
import { describeAdded } from '../dataset/describe.ts';
import { type ByFlags, dataSetPath, gather, parseCamera, say, show, withBy } from '../dataset/flags.ts';
import { followJob } from '../follow-job.ts';
import { formatMoment, formatTable } from '../text-table.ts';
import { parseMoment, parseTimeRange } from '../times.ts';

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

interface RangeFlags extends ByFlags {
  readonly every: number;
  readonly atMost: number;
  readonly regions?: string[];
  readonly relabel?: true;
}

interface SimilarFlags extends ByFlags {
  readonly label?: string;
  readonly item: readonly string[];
  readonly at: readonly string[];
  readonly k: number;
  readonly same: number;
  readonly camera?: string;
  readonly time?: string;
  readonly regions?: string[];
  readonly accept?: string;
}

/** Adds `splitsight head label …` to the program: labels from what the server has seen. */
export function registerLabel(head: Command, signal: AbortSignal): void {
  const label = head
    .command('label')
    .description('label what a server has stored: alerts, times, and what is like them');
  const api = (flags: ServerFlags) => createApiClient({ server: flags.server, signal });

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

  withRegions(withBy(label.command('range')))
    .description('label what a camera saw in a time')
    .argument('<dataset>')
    .argument('<camera>', '<site>/<camera>')
    .argument(
      '<time>',
      '"14:00-14:05", "yesterday 14:00-14:05", "2026-11-22 14:00-14:05", or two ISO times with / between',
    )
    .argument('<label>')
    .option('--every <seconds>', 'leave out frames closer together', parseSeconds, 1)
    .option('--at-most <n>', 'so many frames, spread over the range', parseWholeNumber(1, 20_000), 1000)
    .option('--relabel', 'frames that are in the set with another label get this one')
    .action(async (name: string, camera: string, time: string, labelGiven: string, flags: RangeFlags) => {
      const where = parseCamera(camera);
      const range = parseTimeRange(time, Date.now());
      say(flags, `${camera}, ${formatMoment(range.from)} to ${formatMoment(range.to)}, is ${labelGiven}`);
      const body = {
        ...{ ...where, ...range, label: labelGiven, every_s: flags.every, at_most: flags.atMost },
        ...regionsOf(flags),
        ...changes(flags),
      };
      const { job } = await api(flags).post(`${dataSetPath(name)}/from-range`, startedAnswerSchema, body);
      const result = await followJob(job, rangeResultSchema, following(flags, signal));
      const other = result.other_kinds > 0 ? `, ${result.other_kinds} of another backbone` : '';
      const empty = result.without_regions > 0 ? `, ${result.without_regions} without such a region` : '';
      show(flags, result, `${result.frames} of ${result.seen} frames${empty}${other}\n${describeAdded(result.items)}`);
    });

  withRegions(withBy(label.command('similar')))
    .description('find stored regions that are like some, and take them in')
    .argument('<dataset>')
    .option('--label <label>', 'like the items with this label')
    .option('--item <origin>', 'like an item, or a stored region; repeatable', gather, [])
    .option('--at <camera@time>', 'like what a camera saw then, e.g. yard/gate@14:03; repeatable', gather, [])
    .option('-k <n>', 'how many', parseWholeNumber(1, 200), 20)
    .option(
      '--same <cosine>',
      'show one of those that are this alike; the lower, the more different',
      parseCosine,
      0.98,
    )
    .option('--camera <site/camera>', 'look there only')
    .option('--time <range>', 'captured in this time only')
    .option('--accept <label>', 'take in all that is found with this label')
    .action(async (name: string, flags: SimilarFlags) => {
      const range = flags.time === undefined ? {} : parseTimeRange(flags.time, Date.now());
      const body = {
        ...{ origins: flags.item, frames: flags.at.map(parseFrame), k: flags.k, same: flags.same, by: flags.by },
        ...(flags.label !== undefined && { label: flags.label }),
        ...(flags.camera !== undefined && parseCamera(flags.camera)),
        ...regionsOf(flags),
        ...range,
      };
      const { job } = await api(flags).post(`${dataSetPath(name)}/similar`, startedAnswerSchema, body);
      const found = await followJob(job, similarResultSchema, following(flags, signal));
      const rows = found.candidates.map(({ similarity, site, camera, captured_at, region, origin }) => [
        ...[similarity.toFixed(3), `${site}/${camera}`, formatMoment(captured_at), region, origin],
      ]);
      const gone = found.gone.map((what) => `not stored any more: ${what}\n`).join('');
      const table = formatTable([['likeness', 'camera', 'captured', 'region', 'origin'], ...rows]);
      const text = `${gone}${table}${rows.length} of ${found.looked_at} stored regions\n`;
      if (flags.accept === undefined || rows.length === 0) return show(flags, found, text);
      const origins = found.candidates.map(({ origin }) => origin);
      const taken = { origins, label: flags.accept, by: flags.by };
      const accepted = await api(flags).post(`${dataSetPath(name)}/accept`, acceptAnswerSchema, taken);
      show(flags, { ...found, accepted }, `${text}${describeAdded(accepted)}`);
    });

  withBy(label.command('accept'))
    .description('take stored regions in with a label')
    .argument('<dataset>')
    .argument('<label>')
    .argument('<origins...>', 'as `similar` lists them')
    .option('--relabel', 'regions that are in the set with another label get this one')
    .action(
      async (name: string, labelGiven: string, origins: string[], flags: ByFlags & { readonly relabel?: true }) => {
        const body = { origins, label: labelGiven, ...changes(flags) };
        const answer = await api(flags).post(`${dataSetPath(name)}/accept`, acceptAnswerSchema, body);
        const missing = answer.missing.map((origin) => `not stored any more: ${origin}\n`).join('');
        show(flags, answer, `${describeAdded(answer)}${missing}`);
      },
    );
}

function withRegions(command: Command): Command {
  return command.option('--regions <kinds>', `which kinds, with commas: ${regionKinds.join(', ')}`, (text) =>
    text.split(','),
  );
}

function regionsOf({ regions }: { readonly regions?: string[] }): object {
  return regions === undefined ? {} : { regions };
}

function changes({ by, relabel }: { readonly by: string; readonly relabel?: true }) {
  return { by, existing: relabel ? 'relabel' : 'keep' };
}

function following(flags: ServerFlags, signal: AbortSignal) {
  return { server: flags.server, signal, onProgress: (line: string) => say(flags, line) };
}

function moment(text: string): number {
  return parseMoment(text, Date.now());
}

function parseFrame(text: string) {
  const [camera = '', ...time] = text.split('@');
  return { ...parseCamera(camera), at: moment(time.join('@')) };
}

function parseSeconds(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 86_400)) throw new InvalidArgumentError('seconds, 0 to 86400, are expected');
  return value;
}

function parseCosine(text: string): number {
  const value = Number(text);
  if (!(value >= 0.5 && value <= 1)) throw new InvalidArgumentError('a number from 0.5 to 1 is expected');
  return value;
}

function describeVerdicts(
  verdicts: readonly {
    verdict: string;
    label: string | null;
    by: string;
    given_at: number;
    note: string | null;
    alert: { id: string; camera: string; site: string; head: string; peak: number };
  }[],
): string {
  const rows = verdicts.map(({ verdict, label, by, given_at, note, alert }) => [
    ...[alert.id, `${alert.site}/${alert.camera}`, alert.head, alert.peak.toFixed(2), verdict, label ?? ''],
    ...[by, formatMoment(given_at), note ?? ''],
  ]);
  return formatTable([['alert', 'camera', 'head', 'peak', 'verdict', 'label', 'by', 'given', 'note'], ...rows]);
}
