import { buffer } from 'node:stream/consumers';
import { compareAnswerSchema, runAnswerSchema, runsAnswerSchema } from '@splitsight/server';
import { describeComparison, describeRun, type ExportedRun, exportMlruns } from '@splitsight/training';
import type { HeadVersionView } from '@splitsight/wire';
import type { Command } from 'commander';
import { type ApiClient, createApiClient } from '../api/client.ts';
import { type ServerFlags, withServer } from '../api/flags.ts';
import { parseWholeNumber } from '../options.ts';
import { show } from '../output.ts';
import { formatMoment, formatTable } from '../text-table.ts';

interface ListFlags extends ServerFlags {
  readonly head?: string;
  readonly limit: number;
}

interface ExportFlags extends ListFlags {
  readonly mlflow: string;
}

const most = 1000;
const exportedFiles = ['head.onnx', 'manifest.json', 'run.json'] as const;

/** Adds `splitsight head runs list | show | compare | export`. */
export function registerRuns(head: Command, signal: AbortSignal): void {
  const runs = head.command('runs').description('the trainings of a server: what came out, and how they differ');
  const api = (flags: ServerFlags) => createApiClient({ ...flags, signal });

  withList(runs.command('list'))
    .description('list the runs that made a version of a head, the newest first')
    .action(async (flags: ListFlags) => {
      const answer = await listRuns(api(flags), flags);
      show(flags, answer, describeRuns(answer.runs));
    });

  withServer(runs.command('show'))
    .description('show a run: parameters, data, figures on what was held out, the suggested rule')
    .argument('<head>', 'its name')
    .argument('<version>', 'the version that the run made')
    .action(async (name: string, version: string, flags: ServerFlags) => {
      const answer = await api(flags).get(pathOf(name, version), runAnswerSchema);
      show(flags, answer, `${name} ${version}, ${answer.version.state}\n${describeRun(answer.run)}\n`);
    });

  withServer(runs.command('compare'))
    .description('put runs side by side, and mark what differs')
    .argument('<head/version...>', 'two to eight of them, such as fire/3 fire/4')
    .action(async (names: readonly string[], flags: ServerFlags) => {
      const answer = await api(flags).get('/api/v1/runs/compare', compareAnswerSchema, { runs: names.join(',') });
      show(flags, answer, `${describeComparison(answer)}\n`);
    });

  withList(runs.command('export'))
    .description('write runs into a folder that MLflow reads: mlflow ui --backend-store-uri DIR')
    .requiredOption('--mlflow <dir>', 'the folder; runs that are there already are written anew')
    .action(async (flags: ExportFlags) => {
      const client = api(flags);
      const { runs: found } = await listRuns(client, flags);
      const exported: ExportedRun[] = [];
      for (const one of found) exported.push(await fetchRun(client, one));
      exportMlruns(flags.mlflow, exported);
      const names = exported.map(({ head: name, version }) => `${name} ${version}`);
      show(flags, { mlflow: flags.mlflow, runs: names }, `${flags.mlflow}: ${names.join(', ') || 'no runs'}\n`);
    });
}

function withList(command: Command): Command {
  return withServer(command)
    .option('--head <name>', 'of this head only')
    .option('--limit <n>', 'at most this many, the newest first', parseWholeNumber(1, most), 100);
}

function listRuns(api: ApiClient, { head, limit }: ListFlags) {
  return api.get('/api/v1/runs', runsAnswerSchema, { head, limit });
}

async function fetchRun(api: ApiClient, { head, version, added_by: by, why }: HeadVersionView): Promise<ExportedRun> {
  const { run } = await api.get(pathOf(head, version), runAnswerSchema);
  const files = new Map<string, Uint8Array>();
  for (const name of exportedFiles) files.set(name, await buffer(await api.open(`${pathOf(head, version)}/${name}`)));
  return { head, version, run, by, why, files };
}

function pathOf(head: string, version: string): string {
  return `/api/v1/runs/${encodeURIComponent(head)}/${encodeURIComponent(version)}`;
}

function describeRuns(runs: readonly HeadVersionView[]): string {
  const rows = runs.map((one) => {
    const figure = (name: string) => one.figures.find((candidate) => candidate.name === name);
    const share = (name: string) => {
      const { value, low, high } = { low: undefined, high: undefined, ...figure(name) };
      if (value === undefined) return '';
      const range = typeof low === 'number' && typeof high === 'number' ? ` (${percent(low)}–${percent(high)})` : '';
      return `${percent(value)} %${range}`;
    };
    const n = figure('accuracy')?.n;
    return [
      ...[one.head, one.version, one.state, formatMoment(one.added_at), one.added_by, n === undefined ? '' : String(n)],
      ...[share('accuracy'), share('recall'), figure('auroc')?.value.toFixed(3) ?? '', one.why],
    ];
  });
  const heading = ['head', 'version', 'state', 'trained', 'by', 'items', 'accuracy', 'recall', 'auroc', 'why'];
  return formatTable([heading, ...rows]);
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}
