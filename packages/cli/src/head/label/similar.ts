import { acceptAnswerSchema, similarResultSchema, startedAnswerSchema } from '@splitsight/server';
import { type Command, InvalidArgumentError } from 'commander';
import { createApiClient } from '../../api/client.ts';
import type { ServerFlags } from '../../api/flags.ts';
import { type ByFlags, withBy } from '../../api/flags.ts';
import { followJob } from '../../api/follow-job.ts';
import { parseWholeNumber } from '../../options.ts';
import { show } from '../../output.ts';
import { formatMoment, formatTable } from '../../text-table.ts';
import { parseTimeRange } from '../../times.ts';
import { describeAdded } from '../dataset/describe.ts';
import { dataSetPath, gather, parseCamera } from '../dataset/flags.ts';
import { changes, following, moment, regionsOf, withRegions } from './options.ts';

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

/** Adds `splitsight head label similar | accept`. */
export function registerSimilar(label: Command, signal: AbortSignal): void {
  const api = (flags: ServerFlags) => createApiClient({ ...flags, signal });

  withRegions(withBy(label.command('similar')))
    .description('find stored regions that resemble given ones, and add them to the set')
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
    .option('--accept <label>', 'add all that is found, with this label')
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
    .description('add stored regions to the set with a label')
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

function parseFrame(text: string) {
  const [camera = '', ...time] = text.split('@');
  return { ...parseCamera(camera), at: moment(time.join('@')) };
}

function parseCosine(text: string): number {
  const value = Number(text);
  if (!(value >= 0.5 && value <= 1)) throw new InvalidArgumentError('a number from 0.5 to 1 is expected');
  return value;
}
