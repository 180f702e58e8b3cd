import { rangeResultSchema, startedAnswerSchema } from '@splitsight/server';
import { type Command, InvalidArgumentError } from 'commander';
import { createApiClient } from '../../api/client.ts';
import type { ServerFlags } from '../../api/flags.ts';
import { type ByFlags, withBy } from '../../api/flags.ts';
import { followJob } from '../../api/follow-job.ts';
import { parseWholeNumber } from '../../options.ts';
import { say, show } from '../../output.ts';
import { formatMoment } from '../../text-table.ts';
import { parseTimeRange } from '../../times.ts';
import { describeAdded } from '../dataset/describe.ts';
import { dataSetPath, parseCamera } from '../dataset/flags.ts';
import { changes, following, regionsOf, withRegions } from './options.ts';

interface RangeFlags extends ByFlags {
  readonly every: number;
  readonly atMost: number;
  readonly regions?: string[];
  readonly relabel?: true;
}

/** Adds `splitsight head label range`. */
export function registerRange(label: Command, signal: AbortSignal): void {
  const api = (flags: ServerFlags) => createApiClient({ ...flags, signal });

  withRegions(withBy(label.command('range')))
    .description('label what a camera saw during a time')
    .argument('<dataset>')
    .argument('<camera>', '<site>/<camera>')
    .argument(
      '<time>',
      '"14:00-14:05", "yesterday 14:00-14:05", "2026-11-22 14:00-14:05", or two ISO times with / between',
    )
    .argument('<label>')
    .option('--every <seconds>', 'leave out frames closer together', parseSeconds, 1)
    .option('--at-most <n>', 'at most this many frames, spread over the range', parseWholeNumber(1, 20_000), 1000)
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
}

function parseSeconds(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 86_400)) throw new InvalidArgumentError('seconds, 0 to 86400, are expected');
  return value;
}
