import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { messageOf } from '@splitsight/kernel';
import { picturesResultSchema, startedAnswerSchema, sumAdded, uploadLimits } from '@splitsight/server';
import { type CodecName, codecNames } from '@splitsight/wire';
import { type Command, Option } from 'commander';
import type { z } from 'zod';
import { createApiClient } from '../../api/client.ts';
import { type ByFlags, withBy } from '../../api/flags.ts';
import { followJob } from '../../api/follow-job.ts';
import { say, show } from '../../output.ts';
import { headError } from '../errors.ts';
import { describeAdded } from './describe.ts';
import { dataSetPath } from './flags.ts';

interface UploadFlags extends ByFlags {
  readonly label: string;
  readonly backbone?: string;
  readonly codec?: CodecName;
  readonly relabel?: true;
}

type Uploaded = z.output<typeof picturesResultSchema>;

/** A request is about this long at most, so that it comes in within the server's ten seconds over a thin line, too. */
const batchBytes = 16 * 1024 * 1024;
const extensions = /\.(jpe?g|png|webp)$/i;

/** Adds `splitsight head dataset upload`. */
export function registerUpload(dataset: Command, signal: AbortSignal): void {
  withBy(dataset.command('upload'))
    .description('send pictures to the server, which adds what its own backbone makes of them, and keeps no picture')
    .argument('<name>', 'of the data set')
    .argument('<pictures...>', 'files, or folders of files')
    .requiredOption('--label <label>', 'what they show')
    .option('--backbone <name>', "one of the server's; that of the set, or the only one, unless told")
    .addOption(new Option('--codec <name>', 'that of the set, or u8, unless told').choices(codecNames))
    .option('--relabel', 'pictures that are in the set with another label get this one')
    .action((name: string, paths: string[], flags: UploadFlags) => upload(name, paths, flags, signal));
}

async function upload(name: string, paths: readonly string[], flags: UploadFlags, signal: AbortSignal): Promise<void> {
  const { label, backbone, codec, relabel, by } = flags;
  const files = paths.flatMap(picturesAt);
  if (files.length === 0) throw headError('HEAD_UPLOAD', paths.join(', '));
  const api = createApiClient({ ...flags, signal });
  const query = { label, backbone, codec, existing: relabel ? 'relabel' : 'keep', by };
  let total: Uploaded | undefined;
  for (const batch of batchesOf(files)) {
    const { job } = await api.postForm(`${dataSetPath(name)}/pictures`, startedAnswerSchema, query, formOf(batch));
    const onProgress = (line: string) => say(flags, line);
    const found = await followJob(job, picturesResultSchema, { ...flags, signal, onProgress });
    total = total ? sum(total, found) : found;
    say(flags, `${total.pictures} of ${files.length} pictures`);
  }
  if (total) show(flags, total, describe(total));
}

/** A file as it is, or the pictures of a folder. */
function picturesAt(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    const names = readdirSync(path).filter((name) => extensions.test(name));
    return names.sort().map((name) => join(path, name));
  } catch (error) {
    throw headError('HEAD_UPLOAD', `${path} (${messageOf(error)})`, error);
  }
}

function* batchesOf(files: readonly string[]): Generator<readonly string[]> {
  let batch: string[] = [];
  let bytes = 0;
  for (const file of files) {
    const { size } = statSync(file);
    if (batch.length > 0 && (batch.length >= uploadLimits.pictures || bytes + size > batchBytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(file);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

function formOf(files: readonly string[]): FormData {
  const form = new FormData();
  for (const file of files) form.append('files', new Blob([readFileSync(file)]), basename(file));
  return form;
}

function sum(a: Uploaded, b: Uploaded): Uploaded {
  const added = sumAdded(a.items, b.items);
  return {
    pictures: a.pictures + b.pictures,
    same: a.same + b.same,
    unreadable: {
      count: a.unreadable.count + b.unreadable.count,
      names: [...a.unreadable.names, ...b.unreadable.names],
    },
    items: { ...added, different: { ...added.different, origins: [...added.different.origins] } },
  };
}

function describe({ items, same, unreadable }: Uploaded): string {
  const twice = same > 0 ? `${same} are another one of them, byte for byte\n` : '';
  const lost = unreadable.count > 0 ? `${unreadable.count} cannot be read: ${unreadable.names.join(', ')}\n` : '';
  return describeAdded(items) + twice + lost;
}
