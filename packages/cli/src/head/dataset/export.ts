import { copyFileSync, createWriteStream, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { messageOf } from '@splitsight/kernel';
import { dataSetAnswerSchema } from '@splitsight/server';
import {
  encodeItemFileHead,
  encodeItemLine,
  encodeTask,
  type ItemRecord,
  labelStudioConfig,
  parseOrigin,
} from '@splitsight/training';
import type { Command } from 'commander';
import { type ApiClient, createApiClient } from '../../api/client.ts';
import { type ServerFlags, withServer } from '../../api/flags.ts';
import { show } from '../../output.ts';
import { headError } from '../errors.ts';
import { dataSetPath } from './flags.ts';
import { allItems } from './pages.ts';

interface ExportFlags extends ServerFlags {
  readonly out?: string;
  readonly images?: string;
  readonly labelStudio?: string;
  readonly pictureUrl?: string;
}

/** Adds `splitsight head dataset export`. */
export function registerExport(dataset: Command, signal: AbortSignal): void {
  withServer(dataset.command('export'))
    .description('write a data set to files: whole, or as tasks of Label Studio')
    .argument('<name>', 'of the data set')
    .option('--out <dir>', 'a new folder: items.ndjson, which `import` reads')
    .option('--images <dir>', 'where its pictures are: they are copied to DIR/<label>/, as they are labelled now')
    .option('--label-studio <file>', 'a file of tasks; the labelling configuration is written beside it')
    .option('--picture-url <url>', 'where Label Studio finds pictures: stands before their names')
    .action(async (name: string, flags: ExportFlags) => {
      const api = createApiClient({ ...flags, signal });
      const { dataset: set } = await api.get(dataSetPath(name), dataSetAnswerSchema);
      if (flags.out === undefined && flags.labelStudio === undefined) {
        throw headError('HEAD_EXPORT', 'name a folder with --out, or a file with --label-studio');
      }
      const { out, labelStudio: file } = flags;
      if (out !== undefined) {
        const head = encodeItemFileHead(name, set.codec ?? 'u8');
        const counts = await writing(out, () => exportFolder(api, name, head, out, flags.images));
        const pictures = flags.images === undefined ? '' : `, ${counts.pictures} pictures beside them`;
        const missing = counts.missing > 0 ? `; ${counts.missing} pictures are not in ${flags.images}` : '';
        show(flags, counts, `${out}: ${counts.items} items${pictures}${missing}\n`);
      }
      if (file !== undefined) {
        const labels = Object.keys(set.labels);
        const counts = await writing(file, () => exportTasks(api, name, file, labels, flags.pictureUrl));
        show(flags, counts, `${file}: ${counts.tasks} tasks; the labelling configuration is ${counts.config}\n`);
      }
    });
}

/** What cannot be written is said in one line. */
async function writing<Result>(what: string, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof Error && 'syscall' in error && 'path' in error) {
      throw headError('HEAD_EXPORT', `${what} (${messageOf(error)})`, error);
    }
    throw error;
  }
}

async function exportFolder(api: ApiClient, name: string, head: string, out: string, images?: string) {
  mkdirSync(out, { recursive: true });
  const counts = { items: 0, pictures: 0, missing: 0 };
  const copied = new Set<string>();
  const taken = new Set<string>();

  async function* lines(): AsyncGenerator<string> {
    yield head;
    for await (const record of allItems(api, name)) {
      counts.items++;
      if (images !== undefined) copy(record, images);
      yield encodeItemLine(record);
    }
  }

  function copy({ origin, label }: ItemRecord, from: string): void {
    const parsed = parseOrigin(origin);
    if (parsed.kind !== 'picture' || copied.has(parsed.name)) return;
    copied.add(parsed.name);
    const source = resolve(from, parsed.name);
    // A name is what somebody sent: it leads nowhere but into the folder.
    if (!source.startsWith(resolve(from) + sep) || !existsSync(source)) counts.missing++;
    else {
      mkdirSync(join(out, label), { recursive: true });
      copyFileSync(source, freePath(join(out, label), basename(source)));
      counts.pictures++;
    }
  }

  /** Two folders may have a picture of the same name, and a label that was changed brings both into one. */
  function freePath(folder: string, file: string): string {
    let path = join(folder, file);
    for (let n = 2; taken.has(path); n++) path = join(folder, `${n}-${file}`);
    taken.add(path);
    return path;
  }

  await pipeline(Readable.from(lines()), createWriteStream(join(out, 'items.ndjson'), { flags: 'wx' }));
  return counts;
}

async function exportTasks(api: ApiClient, name: string, file: string, labels: readonly string[], pictureUrl?: string) {
  let tasks = 0;
  let pictures = 0;

  async function* text(): AsyncGenerator<string> {
    yield '[';
    for await (const { vector: _, ...record } of allItems(api, name)) {
      const task = encodeTask(record, pictureUrl);
      if ('image' in task.data) pictures++;
      yield `${tasks++ === 0 ? '\n' : ',\n'}${JSON.stringify(task)}`;
    }
    yield '\n]\n';
  }

  await pipeline(Readable.from(text()), createWriteStream(file, { flags: 'wx' }));
  const config = join(dirname(file), `${basename(file).replace(/\.json$/, '')}.config.xml`);
  writeFileSync(config, labelStudioConfig(labels, pictures === tasks && tasks > 0 ? 'pictures' : 'text'));
  return { tasks, config };
}
