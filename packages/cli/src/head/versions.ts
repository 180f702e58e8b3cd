import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '@splitsight/kernel';
import {
  headEventsAnswerSchema,
  headImportAnswerSchema,
  headVersionAnswerSchema,
  headVersionsAnswerSchema,
} from '@splitsight/server';
import type { HeadVersionView } from '@splitsight/wire';
import type { Command } from 'commander';
import { createApiClient } from '../api/client.ts';
import { type ByFlags, type ServerFlags, withBy, withServer } from '../api/flags.ts';
import { parseWholeNumber } from '../options.ts';
import { show } from '../output.ts';
import { formatMoment, formatTable } from '../text-table.ts';
import { headError } from './errors.ts';

interface SaidFlags extends ByFlags {
  readonly why: string;
}

interface MoveFlags extends SaidFlags {
  readonly site?: string;
  readonly expectLive?: string;
  readonly force?: true;
}

/** What stands for "nothing is live" in --expect-live. */
const nothing = 'none';
const most = 1000;

/** Adds `splitsight head versions | history | import | shadow | promote | rollback | retire | forget` to the program. */
export function registerVersions(head: Command, signal: AbortSignal): void {
  const api = (flags: ServerFlags) => createApiClient({ ...flags, signal });
  const of = (name: string, version: string) =>
    `/api/v1/head-versions/${encodeURIComponent(name)}/${encodeURIComponent(version)}`;

  withServer(head.command('versions'))
    .description('list the versions of heads on a server, and what they are at work for')
    .option('--head <name>', 'of this head only')
    .action(async (flags: ServerFlags & { readonly head?: string }) => {
      const answer = await api(flags).get('/api/v1/head-versions', headVersionsAnswerSchema, { head: flags.head });
      show(flags, answer, describeVersions(answer.versions));
    });

  withServer(head.command('history'))
    .description('list what happened to the versions of a head, and who did it')
    .argument('<head>', 'its name')
    .option('--limit <n>', 'at most this many, the newest first', parseWholeNumber(1, most), 50)
    .action(async (name: string, flags: ServerFlags & { readonly limit: number }) => {
      const path = `/api/v1/heads/${encodeURIComponent(name)}/events`;
      const answer = await api(flags).get(path, headEventsAnswerSchema, { limit: flags.limit });
      const rows = answer.events.map(({ at, kind, version, site, before, by, why }) => [
        ...[formatMoment(at), kind, version, placeOf(site), before ?? '', by, why],
      ]);
      show(flags, answer, formatTable([['when', 'what', 'version', 'where', 'before', 'by', 'why'], ...rows]));
    });

  withWords(head.command('import'))
    .description('bring the folder of a head to a server as a draft')
    .argument('<folder>', 'with manifest.json, head.onnx and whatever else the manifest lists')
    .option('--name <name>', 'what to call the head in place of what its manifest says')
    .action(async (folder: string, flags: SaidFlags & { readonly name?: string }) => {
      const body = { ...wordsOf(flags), files: readFolder(folder), ...(flags.name && { head: flags.name }) };
      const answer = await api(flags).post('/api/v1/head-versions', headImportAnswerSchema, body);
      const known = answer.is_new ? '' : 'the same content is registered already\n';
      show(flags, answer, `${known}${describeVersions([answer.version])}`);
    });

  for (const [command, description] of [
    ['shadow', 'let a version score silently beside the live one'],
    ['promote', 'make a version live; the former one is retired'],
  ] as const) {
    withPlace(withWords(head.command(command)))
      .description(description)
      .argument('<head>', 'its name')
      .argument('<version>', 'its version')
      .action(async (name: string, version: string, flags: MoveFlags) => {
        const answer = await api(flags).post(`${of(name, version)}/${command}`, headVersionAnswerSchema, moveOf(flags));
        show(flags, answer, describeVersions([answer.version]));
      });
  }

  withPlace(withWords(head.command('rollback')))
    .description('make the version live that was live before')
    .argument('<head>', 'its name')
    .action(async (name: string, flags: MoveFlags) => {
      const path = `/api/v1/heads/${encodeURIComponent(name)}/rollback`;
      const answer = await api(flags).post(path, headVersionsAnswerSchema, moveOf(flags));
      show(flags, answer, describeVersions(answer.versions));
    });

  withPlace(withWords(head.command('retire')))
    .description('take a version out of the shadow and of what is live')
    .argument('<head>', 'its name')
    .argument('<version>', 'its version')
    .option('--force', 'even where it is the only live version; the head is then off there')
    .action(async (name: string, version: string, flags: MoveFlags) => {
      const body = { ...moveOf(flags), force: flags.force ?? false };
      const answer = await api(flags).post(`${of(name, version)}/retire`, headVersionAnswerSchema, body);
      show(flags, answer, describeVersions([answer.version]));
    });

  withWords(head.command('forget'))
    .description('delete a version that was never live')
    .argument('<head>', 'its name')
    .argument('<version>', 'its version')
    .action(async (name: string, version: string, flags: SaidFlags) => {
      const answer = await api(flags).post(`${of(name, version)}/forget`, headVersionsAnswerSchema, wordsOf(flags));
      show(flags, answer, describeVersions(answer.versions));
    });
}

/** Adds who asks for something, and why. */
function withWords(command: Command): Command {
  return withBy(command).option('--why <text>', 'why, in a few words', '');
}

function withPlace(command: Command): Command {
  return command
    .option('--site <id>', 'where; every site without a version of its own unless told (retire: everywhere)')
    .option('--expect-live <version>', `refuse unless this version is live there now; "${nothing}": unless none is`);
}

function wordsOf({ by, why }: SaidFlags) {
  return { by, why };
}

function moveOf({ site, expectLive, ...said }: MoveFlags) {
  return {
    ...wordsOf(said),
    ...(site !== undefined && { site }),
    ...(expectLive !== undefined && { expect_live: expectLive === nothing ? null : expectLive }),
  };
}

function describeVersions(versions: readonly HeadVersionView[]): string {
  const rows = versions.map((one) => [
    ...[one.head, one.version, one.state, one.live_at.map(placeOf).join(', '), one.shadow_at.map(placeOf).join(', ')],
    ...[one.source, formatMoment(one.added_at), one.added_by, one.why],
  ]);
  return formatTable([['head', 'version', 'state', 'live at', 'shadow at', 'from', 'added', 'by', 'why'], ...rows]);
}

function placeOf(site: string | null): string {
  return site === '*' ? 'every site' : (site ?? '');
}

/** The files of a head's folder, in base64. @throws CodedError HEAD_NOT_FOUND */
function readFolder(folder: string): Readonly<Record<string, string>> {
  try {
    const names = readdirSync(folder).filter((name) => /^(manifest\.json|run\.json|README\.md|.*\.onnx)$/.test(name));
    return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name)).toString('base64')]));
  } catch (error) {
    throw headError('HEAD_NOT_FOUND', `${folder} (${messageOf(error)})`, error);
  }
}
