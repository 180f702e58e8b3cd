import { createReadStream, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isCodedError, messageOf } from '@splitsight/kernel';
import { changedAnswerSchema, dataSetAnswerSchema } from '@splitsight/server';
import {
  type ItemFileHead,
  type ItemRecord,
  parseItemFileHead,
  parseItemLine,
  parseLabelStudio,
  trainingError,
} from '@splitsight/training';
import type { Command } from 'commander';
import { type ApiClient, createApiClient } from '../../api/client.ts';
import { type ByFlags, withBy } from '../../api/flags.ts';
import { say, show } from '../../output.ts';
import { headError } from '../errors.ts';
import { describeAdded } from './describe.ts';
import { dataSetPath } from './flags.ts';
import { postItems } from './post-items.ts';

interface ImportFlags extends ByFlags {
  readonly from?: string;
  readonly labelStudio?: string;
  readonly relabel?: true;
}

const maxTaskBytes = 256 * 1024 * 1024;
/** Origins in one request. */
const batch = 2000;
const named = 10;

/** Adds `splitsight head dataset import`. */
export function registerImport(dataset: Command, signal: AbortSignal): void {
  withBy(dataset.command('import'))
    .description('read a folder that `export` wrote, or the labels that people chose in Label Studio')
    .argument('<name>', 'of the data set; one that is not there is made for --from')
    .option('--from <dir>', 'a folder with items.ndjson')
    .option('--label-studio <file>', 'what Label Studio exports as JSON: its choices become labels')
    .option('--relabel', 'with --from: items that are in the set with another label get this one')
    .action(async (name: string, flags: ImportFlags) => {
      const api = createApiClient({ ...flags, signal });
      if (flags.from === undefined && flags.labelStudio === undefined) {
        throw headError('HEAD_EXPORT', 'name a folder with --from, or a file with --label-studio');
      }
      if (flags.from !== undefined) await importFolder(api, name, flags.from, flags);
      if (flags.labelStudio !== undefined) await importTasks(api, name, flags.labelStudio, flags);
    });
}

async function importFolder(api: ApiClient, name: string, folder: string, flags: ImportFlags): Promise<void> {
  const path = join(folder, 'items.ndjson');
  // The whole file is read before the first item is sent: one bad line, and nothing is added.
  let count = 0;
  for await (const _ of recordsOf(path)) count++;
  const { codec } = await headOf(path);
  await createUnlessThere(api, name, flags.by);
  const existing = flags.relabel ? 'relabel' : 'keep';
  const onBatch = (sent: number) => say(flags, `${sent} of ${count} items`);
  const added = await postItems(api, name, recordsOf(path), { codec, existing, by: flags.by, onBatch });
  show(flags, added, describeAdded(added));
}

async function createUnlessThere(api: ApiClient, name: string, by: string): Promise<void> {
  try {
    await api.post('/api/v1/datasets', dataSetAnswerSchema, { name, by });
  } catch (error) {
    if (!isCodedError(error, 'DATASET_TAKEN')) throw error;
  }
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const stream = createReadStream(path);
  try {
    yield* createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    if (isCodedError(error)) throw error;
    throw trainingError('DATASET_FILE', `${path} (${messageOf(error)})`, error);
  } finally {
    stream.destroy();
  }
}

async function headOf(path: string): Promise<ItemFileHead> {
  for await (const line of linesOf(path)) return parseItemFileHead(line);
  throw trainingError('DATASET_FILE', `${path} (empty)`);
}

async function* recordsOf(path: string): AsyncGenerator<ItemRecord> {
  let number = 0;
  for await (const line of linesOf(path)) {
    number++;
    if (number === 1) parseItemFileHead(line);
    else if (line !== '') yield parseItemLine(line, number);
  }
  if (number === 0) throw trainingError('DATASET_FILE', `${path} (empty)`);
}

async function importTasks(api: ApiClient, name: string, file: string, flags: ImportFlags): Promise<void> {
  const { labels, foreign, unanswered, disputed } = parseLabelStudio(readTasks(file));
  const counts = { changed: 0, unchanged: 0 };
  const missing: string[] = [];
  for (const label of new Set(labels.values())) {
    const all = [...labels].flatMap(([origin, chosen]) => (chosen === label ? [origin] : []));
    for (let at = 0; at < all.length; at += batch) {
      const body = { label, origins: all.slice(at, at + batch), by: flags.by };
      const outcome = await api.post(`${dataSetPath(name)}/relabel`, changedAnswerSchema, body);
      counts.changed += outcome.changed;
      counts.unchanged += outcome.unchanged;
      missing.push(...outcome.missing);
    }
  }
  const left = [
    ...list('not in the set', missing),
    ...list(
      'not exported from here',
      foreign.map((id) => `task ${id}`),
    ),
    ...list('not answered', unanswered),
    ...list('answered in two ways', disputed),
  ];
  const text = `${counts.changed} have another label now\n${counts.unchanged} had it already\n${left.join('')}`;
  show(flags, { ...counts, missing, foreign, unanswered, disputed }, text);
}

function list(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const more = names.length > named ? `, and ${names.length - named} more` : '';
  return [`${names.length} ${what}: ${names.slice(0, named).join(', ')}${more}\n`];
}

function readTasks(file: string): unknown {
  try {
    const { size } = statSync(file);
    if (size > maxTaskBytes) throw trainingError('DATASET_FILE', `${file} (${size} bytes)`);
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (isCodedError(error)) throw error;
    throw trainingError('DATASET_FILE', `${file} (${messageOf(error)})`, error);
  }
}
