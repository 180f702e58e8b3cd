import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf } from '@splitsight/kernel';
import { trainingError } from '../errors.ts';
import type { VersionRun } from '../report/compare-runs.ts';
import { describeRun } from '../report/describe-run.ts';
import { flatParameters } from '../report/flat-parameters.ts';
import type { RunFile } from '../run/run-file.ts';
import { runMetrics } from './metrics.ts';

/** A run as it is exported: with who asked for it and the files of its version. */
export interface ExportedRun extends VersionRun {
  readonly by: string;
  readonly why: string;
  /** Name → content: head.onnx, manifest.json, run.json. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** MLflow's numbers for a finished run and for a source that is no notebook, job or project (RunStatus, SourceType). */
const [finished, local] = [3, 4];
/** MLflow refuses longer values. */
const [longestParam, longestTag] = [6000, 5000];

/**
 * Writes runs into a folder that MLflow reads as its file store (`mlflow ui --backend-store-uri DIR`): an experiment a head,
 * a run a version. Runs that are there already are written anew.
 *
 * Format: mlflow/store/tracking/file_store.py of MLflow 2 and 3.
 *
 * @throws CodedError RUN_WRITE
 */
export function exportMlruns(directory: string, runs: readonly ExportedRun[]): void {
  try {
    for (const head of new Set(runs.map((one) => one.head))) {
      const own = runs.filter((one) => one.head === head);
      const files = [experimentFiles(directory, head, own), ...own.map((one) => runFilesOf(directory, one))];
      for (const [path, content] of files.flatMap((some) => [...some])) {
        mkdirSync(dirname(join(directory, path)), { recursive: true });
        writeFileSync(join(directory, path), content);
      }
    }
  } catch (error) {
    throw trainingError('RUN_WRITE', `${directory} (${messageOf(error)})`, error);
  }
}

type Files = ReadonlyMap<string, string | Uint8Array>;

function experimentFiles(directory: string, head: string, runs: readonly ExportedRun[]): Files {
  const id = experimentId(head);
  return new Map([
    [
      `${id}/meta.yaml`,
      yaml({
        artifact_location: pathToFileURL(join(directory, id)).href,
        creation_time: Math.min(...runs.map(({ run }) => run.started_at)),
        experiment_id: id,
        last_update_time: Math.max(...runs.map(({ run }) => run.finished_at)),
        lifecycle_stage: 'active',
        name: head,
      }),
    ],
  ]);
}

function runFilesOf(directory: string, exported: ExportedRun): Files {
  const { head, version, run, by, files } = exported;
  const experiment = experimentId(head);
  const folder = `${experiment}/${run.id}`;
  const into = (part: string, entries: Readonly<Record<string, string>>) =>
    Object.entries(entries).map(([name, text]) => [`${folder}/${part}/${name}`, text] as const);
  return new Map<string, string | Uint8Array>([
    [
      `${folder}/meta.yaml`,
      yaml({
        artifact_uri: pathToFileURL(join(directory, folder, 'artifacts')).href,
        deleted_time: null,
        end_time: run.finished_at,
        entry_point_name: '',
        experiment_id: experiment,
        lifecycle_stage: 'active',
        run_id: run.id,
        run_name: `${head} ${version}`,
        run_uuid: run.id,
        source_name: '',
        source_type: local,
        source_version: '',
        start_time: run.started_at,
        status: finished,
        tags: [],
        user_id: by,
      }),
    ],
    ...into('params', paramsOf(run)),
    ...into('metrics', runMetrics(run)),
    ...into('tags', tagsOf(exported)),
    ...datasetFiles(experiment, run),
    ...[...files].map(([name, content]) => [`${folder}/artifacts/${name}`, content] as const),
  ]);
}

function paramsOf(run: RunFile): Record<string, string> {
  const { parameters, backbone, codec, classes, split } = run;
  const all = {
    ...flatParameters(parameters),
    backbone: backbone.name,
    fingerprint: backbone.fingerprint,
    codec,
    classes: classes.join(','),
    split: `${split.kind} ${split.folds}`,
  };
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, String(value).slice(0, longestParam)]));
}

function tagsOf({ head, version, run, by, why }: ExportedRun): Record<string, string> {
  return {
    'mlflow.runName': `${head} ${version}`,
    'mlflow.user': by,
    'mlflow.source.name': 'splitsight',
    'mlflow.source.type': 'LOCAL',
    'mlflow.note.content': `\`\`\`\n${describeRun(run).slice(0, longestTag - 10)}\n\`\`\``,
    'splitsight.head': head,
    'splitsight.version': version,
    'splitsight.why': why.slice(0, longestTag),
    'splitsight.data': run.data.sha256,
  };
}

/** The data set as an input of the run. */
function datasetFiles(experiment: string, { id, data }: RunFile): Files {
  const digest = data.sha256.slice(0, 32);
  const dataset = md5(data.name + digest);
  const profile = { items: data.items, classes: data.classes, cameras: data.cameras, groups: data.groups };
  return new Map([
    [
      `${experiment}/datasets/${dataset}/meta.yaml`,
      yaml({
        digest,
        name: data.name,
        profile: JSON.stringify(profile),
        schema: null,
        source: JSON.stringify({ sha256: data.sha256 }),
        source_type: 'splitsight',
      }),
    ],
    [
      `${experiment}/${id}/inputs/${md5(dataset + id)}/meta.yaml`,
      yaml({
        destination_id: id,
        destination_type: 'RUN',
        source_id: dataset,
        source_type: 'DATASET',
        tags: { 'mlflow.data.context': 'training' },
      }),
    ],
  ]);
}

/** 17 digits that stay the same for a head, so that a second export adds to the first. */
function experimentId(head: string): string {
  const hex = createHash('sha256').update(`splitsight ${head}`).digest('hex').slice(0, 14);
  return BigInt(`0x${hex}`).toString().padStart(17, '1');
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** Keys and JSON values: every JSON value on one line is YAML. */
function yaml(values: Readonly<Record<string, string | number | null | readonly string[] | object>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
    .join('');
}
