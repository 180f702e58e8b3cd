import { randomUUID } from 'node:crypto';
import { type BackboneManifest, readBackboneManifest } from '@splitsight/inference';
import {
  checkExamples,
  type DataProblem,
  type Judgement,
  judge,
  type LabelledVectors,
  nearDuplicates,
  profileData,
  type TrainingOptions,
  type TrainingSet,
  trainHead,
} from '@splitsight/learn';
import type { DataSet } from '../data-set.ts';
import { hashDataSet } from '../data-set-hash.ts';
import { trainingError } from '../errors.ts';
import { decodeItems } from './decode-items.ts';
import { findGroups, type ItemGroups } from './groups.ts';
import { type HeldOut, scoreHeldOut } from './held-out.ts';
import { acceptedVariants, heldOutRows } from './held-out-rows.ts';
import { type RunParameters, wholeParameters } from './parameters.ts';
import { requireTrainable } from './require-set.ts';
import type { RunFile } from './run-file.ts';
import { createRunReporter, type RunProgress } from './run-progress.ts';
import { decideSplit } from './split.ts';
import { suggestRule } from './suggest-rule.ts';
import { writeRun } from './write-run.ts';

/** Where and how a run works. */
export interface RunOptions {
  /** The folder of the backbone whose vectors these are. */
  readonly backbone: string;
  /** The folder to make: it is there, whole, when the run is done, and not before. */
  readonly directory: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RunProgress) => void;
}

/**
 * Trains a head on a data set, and judges the recipe on groups that were held out. The folder is a head's (manifest.json,
 * head.onnx) with run.json beside.
 *
 * The same data set and parameters give the same head and figures. A run that fails or is ended leaves nothing.
 *
 * @throws CodedError RUN_…, DATASET_…, LEARN_…, MODEL_…, and the reason of `signal`.
 */
export async function trainRun(dataSet: DataSet, given: RunParameters, options: RunOptions): Promise<RunFile> {
  const parameters = wholeParameters(given);
  const { signal, onProgress } = options;
  const startedAt = Date.now();
  const say = (note: string) => onProgress({ done: 0, of: null, note, point: null });
  say('reading the vectors');
  const manifest = readBackboneManifest(options.backbone);
  requireTrainable(dataSet, manifest);
  const { items } = dataSet;
  const classes = [...new Set(items.map(({ label }) => label))].sort((a, b) => (a < b ? -1 : 1));
  const positive = alertingClass(classes, parameters);
  const features = await decodeItems(dataSet, { directory: options.backbone, dims: manifest.dims }, signal);
  const labels = Int32Array.from(items, ({ label }) => classes.indexOf(label));
  const data: LabelledVectors = {
    ...{ features, dims: manifest.dims, classes, labels },
    cameras: items.map(({ camera }) => camera ?? ''),
    times: items.map(({ capturedAt }) => capturedAt ?? Number.NaN),
  };
  const ungrouped: TrainingSet = {
    ...{ features, dims: manifest.dims, classes: classes.length, labels },
    weights: Float64Array.from(items, ({ weight }) => weight),
    groups: new Int32Array(items.length),
    judged: items.map(({ judged }) => judged),
  };
  checkExamples(ungrouped);
  say('finding what belongs together');
  const duplicates = nearDuplicates(data);
  const grouped = findGroups(items, data, duplicates, 1000 * parameters.gap_s);
  const { groups } = grouped;
  const { problems } = profileData(data, { groups, split: groups, duplicates });
  const set = { ...ungrouped, groups };
  const recipe = recipeOf(parameters, classes, positive);
  const split = decideSplit(items.filter(({ judged }) => judged).length, grouped.fewest);
  const held = split.kind === 'held-out' ? 1 : split.folds;
  const report = createRunReporter(parameters, held, onProgress);
  const heldOut = await scoreHeldOut(set, { folds: split.folds, held }, recipe, { signal, ...report });
  report.final();
  const head = await trainHead(set, recipe, { signal, onPoint: report.onFinalPoint });
  report.note('judging what was held out');
  const said = heldOutRows(dataSet, heldOut, groups, classes, positive);
  const judgement = judgeHeldOut(dataSet, set, heldOut, classes, positive, parameters.seed);
  const run: RunFile = {
    format: 1,
    id: randomUUID().replaceAll('-', ''),
    started_at: startedAt,
    finished_at: Date.now(),
    parameters,
    data: describeData(dataSet, grouped),
    backbone: { name: manifest.name, fingerprint: manifest.fingerprint },
    fingerprints: countBy(items.map(({ fingerprint }) => fingerprint)),
    codec: dataSet.codec,
    classes,
    positive,
    split: { ...split },
    judgement,
    rule: suggestRule({
      scores: said.map(({ score }) => score),
      positive: said.map(({ label }) => label === classes[positive]),
      groups: said.map(({ group }) => group),
    }),
    head: { steps: head.steps, temperature: head.temperature },
    curves: report.curves(),
    notes: notesOf(dataSet, grouped, manifest, judgement, problems),
    held_out: said,
  };
  signal.throwIfAborted();
  const accepted = acceptedVariants(dataSet, heldOut, said, manifest);
  writeRun(run, { ...options, layers: head.layers, accepted });
  return run;
}

function alertingClass(classes: readonly string[], { head, alerting = head }: RunParameters): number {
  const positive = classes.indexOf(alerting);
  if (positive < 0) throw trainingError('RUN_ALERTING', `"${alerting}"; the items are ${classes.join(', ')}`);
  return positive;
}

function recipeOf(
  parameters: ReturnType<typeof wholeParameters>,
  classes: readonly string[],
  positive: number,
): TrainingOptions {
  const { model, optimizer, l2, balance, class_weights: weights, seed, max_steps, patience } = parameters;
  const strange = Object.keys(weights).find((label) => !classes.includes(label));
  if (strange !== undefined) throw trainingError('RUN_ALERTING', `class_weights has "${strange}"`);
  return {
    model,
    optimizer,
    l2,
    balance,
    class_weights: classes.map((label) => weights[label] ?? 1),
    seed,
    positive,
    ...(max_steps !== undefined && { max_steps }),
    ...(patience !== undefined && { patience }),
  };
}

function judgeHeldOut(
  { items }: DataSet,
  { labels, groups }: TrainingSet,
  { rows, probabilities, uncalibrated }: HeldOut,
  classes: readonly string[],
  positive: number,
  seed: number,
): Judgement {
  const cameras = Array.from(rows, (row) => items[row]?.camera ?? '');
  return judge(
    {
      probabilities,
      uncalibrated,
      labels: rows.map((row) => labels[row] as number),
      classes,
      positive,
      groups: rows.map((row) => groups[row] as number),
      ...(cameras.some((camera) => camera !== '') && { cameras }),
    },
    seed,
  );
}

function describeData(dataSet: DataSet, { count, by }: ItemGroups): RunFile['data'] {
  const { name, items } = dataSet;
  return {
    name,
    sha256: hashDataSet(dataSet),
    items: items.length,
    judged: items.filter(({ judged }) => judged).length,
    classes: countBy(items.map(({ label }) => label)),
    cameras: countBy(items.flatMap(({ camera }) => camera ?? [])),
    groups: count,
    grouped_by: by,
  };
}

function notesOf(
  { items }: DataSet,
  { note }: ItemGroups,
  { fingerprint, name }: BackboneManifest,
  { auroc }: Judgement,
  problems: readonly DataProblem[],
): string[] {
  const variantOnly = items.every((item) => item.fingerprint !== fingerprint);
  return [
    ...(auroc.low <= 0.5 ? ['on what was held out it is not surely better than chance'] : []),
    ...(note === undefined ? [] : [note]),
    ...problems.flatMap(({ severity, message }) => (severity === 'note' ? [] : [message])),
    ...(variantOnly ? [`all vectors come from variants of ${name}: on float32 ones it was not measured`] : []),
  ];
}

function countBy(keys: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
