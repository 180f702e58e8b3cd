import {
  changedAnswerSchema,
  dataSetAnswerSchema,
  dataSetsAnswerSchema,
  goneAnswerSchema,
  itemsAnswerSchema,
  startedAnswerSchema,
} from '@splitsight/server';
import { dataSetProfileSchema } from '@splitsight/training';
import type { Command } from 'commander';
import { createApiClient } from '../../api/client.ts';
import { type ByFlags, type ServerFlags, withBy, withServer } from '../../api/flags.ts';
import { followJob } from '../../api/follow-job.ts';
import { parseWholeNumber } from '../../options.ts';
import { say, show } from '../../output.ts';
import { formatMoment, formatTable } from '../../text-table.ts';
import { registerAdd } from './add.ts';
import { describeDataSets, describeProfile } from './describe.ts';
import { registerExport } from './export.ts';
import { dataSetPath } from './flags.ts';
import { registerImport } from './import.ts';
import { registerUpload } from './upload.ts';

interface ItemsFlags extends ServerFlags {
  readonly label?: string;
  readonly camera?: string;
  readonly limit: number;
  readonly after: number;
}

interface ChosenFlags extends ByFlags {
  readonly ofLabel?: string;
}

/** Adds `splitsight head dataset …` to the program. */
export function registerDataset(head: Command, signal: AbortSignal): void {
  const dataset = head.command('dataset').description('labelled data sets on a server: what heads are taught from');
  const api = (flags: ServerFlags) => createApiClient({ ...flags, signal });

  withServer(dataset.command('list'))
    .description('list the data sets')
    .action(async (flags: ServerFlags) => {
      const answer = await api(flags).get('/api/v1/datasets', dataSetsAnswerSchema);
      show(flags, answer, describeDataSets(answer.datasets));
    });

  withBy(dataset.command('create'))
    .description('make a data set')
    .argument('<name>')
    .action(async (name: string, flags: ByFlags) => {
      const answer = await api(flags).post('/api/v1/datasets', dataSetAnswerSchema, { name, by: flags.by });
      show(flags, answer, describeDataSets([answer.dataset]));
    });

  withServer(dataset.command('show'))
    .description('how many items of each label a data set has')
    .argument('<name>')
    .action(async (name: string, flags: ServerFlags) => {
      const answer = await api(flags).get(dataSetPath(name), dataSetAnswerSchema);
      show(flags, answer, describeDataSets([answer.dataset]));
    });

  withServer(dataset.command('items'))
    .description('list items, in the order they were added')
    .argument('<name>', 'of the data set')
    .option('--label <label>', 'with this label only')
    .option('--camera <site/camera>', 'of this camera only')
    .option('--limit <n>', 'at most this many', parseWholeNumber(1, 500), 50)
    .option('--after <id>', 'those added after this one', parseWholeNumber(0, Number.MAX_SAFE_INTEGER), 0)
    .action(async (name: string, flags: ItemsFlags) => {
      const { label, camera, limit, after } = flags;
      const query = { label, camera, limit, after };
      const answer = await api(flags).get(`${dataSetPath(name)}/items`, itemsAnswerSchema, query);
      const rows = answer.items.map((item) => [
        ...[String(item.id), item.label, item.captured_at === null ? '' : formatMoment(item.captured_at)],
        ...[item.region, item.group ?? '', item.judged ? '' : 'teaches only', item.added_by, item.origin],
      ]);
      const text = formatTable([['id', 'label', 'captured', 'region', 'group', '', 'added by', 'origin'], ...rows]);
      show(flags, answer, answer.next_after === null ? text : `${text}more with --after ${answer.next_after}\n`);
    });

  withBy(dataset.command('relabel'))
    .description('give items another label: some by their origins, or all of a label')
    .argument('<name>', 'of the data set')
    .argument('<label>', 'the label they get')
    .argument('[origins...]', 'as `items` lists them')
    .option('--of-label <label>', 'all items that have this one')
    .action(async (name: string, label: string, origins: string[], flags: ChosenFlags) => {
      const body = { label, by: flags.by, ...chosen(origins, flags) };
      const answer = await api(flags).post(`${dataSetPath(name)}/relabel`, changedAnswerSchema, body);
      show(flags, answer, describeChanged('have another label now', answer));
    });

  withBy(dataset.command('remove'))
    .description('remove items: some by their origins, or all of a label')
    .argument('<name>', 'of the data set')
    .argument('[origins...]', 'as `items` lists them')
    .option('--of-label <label>', 'all items that have this one')
    .action(async (name: string, origins: string[], flags: ChosenFlags) => {
      const body = { by: flags.by, ...chosen(origins, flags) };
      const answer = await api(flags).post(`${dataSetPath(name)}/remove`, changedAnswerSchema, body);
      show(flags, answer, describeChanged('removed', answer));
    });

  withBy(dataset.command('rename'))
    .description('give a data set another name')
    .argument('<name>')
    .argument('<to>')
    .action(async (name: string, to: string, flags: ByFlags) => {
      const answer = await api(flags).post(`${dataSetPath(name)}/rename`, dataSetAnswerSchema, { to, by: flags.by });
      show(flags, answer, describeDataSets([answer.dataset]));
    });

  withServer(dataset.command('delete'))
    .description('delete a data set; trainings that have begun go on')
    .argument('<name>')
    .action(async (name: string, flags: ServerFlags) => {
      const answer = await api(flags).delete(dataSetPath(name), goneAnswerSchema);
      show(flags, answer, `${answer.deleted} is deleted\n`);
    });

  withBy(dataset.command('profile'))
    .description('count, measure, and name what is wrong before a head is trained')
    .argument('<name>')
    .action(async (name: string, flags: ByFlags) => {
      const { job } = await api(flags).post(`${dataSetPath(name)}/profile`, startedAnswerSchema, { by: flags.by });
      const onProgress = (line: string) => say(flags, line);
      const profile = await followJob(job, dataSetProfileSchema, { ...flags, signal, onProgress });
      show(flags, profile, describeProfile(profile));
    });

  registerAdd(dataset, signal);
  registerUpload(dataset, signal);
  registerExport(dataset, signal);
  registerImport(dataset, signal);
}

function chosen(origins: readonly string[], { ofLabel }: ChosenFlags): object {
  return { ...(origins.length > 0 && { origins }), ...(ofLabel !== undefined && { of_label: ofLabel }) };
}

function describeChanged(
  what: string,
  { changed, unchanged, missing }: { changed: number; unchanged: number; missing: string[] },
) {
  const same = unchanged > 0 ? `${unchanged} had it already\n` : '';
  return `${changed} ${what}\n${same}${missing.map((origin) => `not in the set: ${origin}\n`).join('')}`;
}
