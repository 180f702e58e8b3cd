import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeTinyBackbone } from '@splitsight/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runParametersSchema } from '../run/parameters.ts';
import type { RunFile } from '../run/run-file.ts';
import { trainRun } from '../run/train-run.ts';
import { colourSet } from '../testing/colours.ts';
import { exportMlruns } from './mlruns.ts';

// What MLflow's file store reads, and what it refuses: mlflow/store/tracking/file_store.py, mlflow/utils/validation.py.
const namePattern = /^[/\w.\- ]*$/;
const runIdPattern = /^[a-zA-Z0-9][\w-]{0,255}$/;
const experimentIdPattern = /^[a-zA-Z0-9][\w-]{0,63}$/;

let folder: string;
let store: string;
let run: RunFile;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-mlruns-'));
  store = join(folder, 'mlruns');
  writeTinyBackbone(join(folder, 'backbone'));
  const directory = join(folder, 'run');
  run = await trainRun(await colourSet(join(folder, 'backbone')), runParametersSchema.parse({ head: 'fire' }), {
    backbone: join(folder, 'backbone'),
    directory,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  const files = new Map(
    ['head.onnx', 'manifest.json', 'run.json'].map((name) => [name, readFileSync(join(directory, name))]),
  );
  const exported = { head: 'fire', version: '4', run, by: 'ann', why: 'first "try"\nof two', files };
  exportMlruns(store, [exported]);
  exportMlruns(store, [exported]);
});
afterAll(() => rmSync(folder, { recursive: true }));

const text = (...path: string[]) => readFileSync(join(store, ...path), 'utf8');
/** Each line of our YAML is a key and JSON. */
const meta = (...path: string[]): Record<string, unknown> =>
  Object.fromEntries(
    text(...path, 'meta.yaml')
      .trimEnd()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(':')), JSON.parse(line.slice(line.indexOf(':') + 1))]),
  );
/** Names of files in a folder and below it, as MLflow names metrics, parameters and tags. */
const namesIn = (...path: string[]) =>
  readdirSync(join(store, ...path), { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(store, ...path, name)).isFile(),
  );
const experiment = () => readdirSync(store)[0] ?? '';

describe('the exported folder', () => {
  it('has one experiment, whose folder is its id', () => {
    expect(readdirSync(store)).toHaveLength(1);
    expect(experiment()).toMatch(experimentIdPattern);
    expect(meta(experiment())).toMatchObject({ experiment_id: experiment(), name: 'fire', lifecycle_stage: 'active' });
    expect(new Set(Object.keys(meta(experiment())))).toEqual(
      new Set(['artifact_location', 'creation_time', 'experiment_id', 'last_update_time', 'lifecycle_stage', 'name']),
    );
  });

  it('has one run in it beside the data sets, whose folder is its id', () => {
    expect(new Set(readdirSync(join(store, experiment())))).toEqual(new Set(['meta.yaml', 'datasets', run.id]));
    expect(run.id).toMatch(runIdPattern);
    expect(meta(experiment(), run.id)).toMatchObject({
      run_id: run.id,
      run_uuid: run.id,
      experiment_id: experiment(),
      run_name: 'fire 4',
      user_id: 'ann',
      status: 3,
      source_type: 4,
      lifecycle_stage: 'active',
      start_time: run.started_at,
      end_time: run.finished_at,
      tags: [],
      deleted_time: null,
    });
    const { artifact_uri: uri } = meta(experiment(), run.id);
    expect(fileURLToPath(String(uri))).toBe(join(store, experiment(), run.id, 'artifacts'));
  });

  it('has parameters, tags and metrics under names that MLflow takes', () => {
    const of = (part: string) => namesIn(experiment(), run.id, part);
    for (const name of [...of('params'), ...of('tags'), ...of('metrics')]) expect(name).toMatch(namePattern);
    expect(of('params')).toEqual(expect.arrayContaining(['model', 'optimizer', 'l2', 'seed', 'codec', 'classes']));
    expect(text(experiment(), run.id, 'params', 'l2')).toBe('0.2');
    expect(text(experiment(), run.id, 'tags', 'mlflow.runName')).toBe('fire 4');
    expect(text(experiment(), run.id, 'tags', 'mlflow.note.content').length).toBeLessThanOrEqual(5000);
    expect(text(experiment(), run.id, 'tags', 'splitsight.why')).toBe('first "try"\nof two');
  });

  it('has the whole history of each metric: time, value and step in each line', () => {
    for (const name of namesIn(experiment(), run.id, 'metrics')) {
      for (const line of text(experiment(), run.id, 'metrics', name).trimEnd().split('\n')) {
        expect(line).toMatch(/^\d+ [-+0-9.e]+ \d+$/);
      }
    }
    const kept = run.curves.find(({ fold }) => fold === 0)?.points ?? [];
    const lines = text(experiment(), run.id, 'metrics', 'loss').trimEnd().split('\n');
    expect(lines.map((line) => Number(line.split(' ')[1]))).toEqual(kept.map(({ training }) => training.loss));
    expect(text(experiment(), run.id, 'metrics', 'held_out', 'accuracy')).toBe(`${run.finished_at} 1 0\n`);
  });

  it('has the files of the head as artefacts, and the data set as an input', () => {
    expect(new Set(readdirSync(join(store, experiment(), run.id, 'artifacts')))).toEqual(
      new Set(['head.onnx', 'manifest.json', 'run.json']),
    );
    const [dataset = ''] = readdirSync(join(store, experiment(), 'datasets'));
    expect(meta(experiment(), 'datasets', dataset)).toMatchObject({
      name: 'colours',
      digest: run.data.sha256.slice(0, 32),
    });
    const [input = ''] = readdirSync(join(store, experiment(), run.id, 'inputs'));
    expect(meta(experiment(), run.id, 'inputs', input)).toEqual({
      source_type: 'DATASET',
      source_id: dataset,
      destination_type: 'RUN',
      destination_id: run.id,
      tags: { 'mlflow.data.context': 'training' },
    });
  });
});
