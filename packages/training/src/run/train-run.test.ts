import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHead } from '@splitsight/inference';
import { canMount, writeTinyBackbone, writeTinyVariant } from '@splitsight/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DataSet, Item } from '../data-set.ts';
import { describeRun } from '../report/describe-run.ts';
import { colourSet } from '../testing/colours.ts';
import { runParametersSchema } from './parameters.ts';
import { parseRunFile } from './run-file.ts';
import type { RunProgress } from './run-progress.ts';
import { type RunOptions, trainRun } from './train-run.ts';

let folder: string;
let backbone: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-run-'));
  backbone = join(folder, 'backbone');
  writeTinyBackbone(backbone);
});
afterEach(() => rmSync(folder, { recursive: true }));

const directory = () => join(folder, 'heads', 'run');
const parameters = (given: object = {}) => runParametersSchema.parse({ head: 'fire', ...given });

function train(dataSet: DataSet, given: object = {}, options: Partial<RunOptions> = {}) {
  return trainRun(dataSet, parameters(given), {
    backbone,
    directory: directory(),
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...options,
  });
}

/** Nothing of a run is left, whole or in parts. */
const leftovers = () => (existsSync(join(folder, 'heads')) ? readdirSync(join(folder, 'heads')) : []);

const withItems = (dataSet: DataSet, change: (item: Item, i: number) => Partial<Item>): DataSet => ({
  ...dataSet,
  items: dataSet.items.map((item, i) => ({ ...item, ...change(item, i) })),
});

describe.each([
  ['linear', 'lbfgs'],
  ['mlp', 'lbfgs'],
  ['linear', 'sgd'],
  ['mlp', 'sgd'],
])('a %s head by %s', (model, optimizer) => {
  it('is written with all that is known of it, and scores as its run says', async () => {
    const progress: RunProgress[] = [];
    const dataSet = await colourSet(backbone);
    const given = { model: { kind: model }, optimizer: { kind: optimizer } };
    const run = await train(dataSet, given, { onProgress: (one) => progress.push(one) });
    expect(run.judgement).toMatchObject({ n: 48, accuracy: { value: 1 }, positive: 'fire' });
    expect(run.data.groups).toBeGreaterThan(12);
    expect(run.data).toMatchObject({ items: 48, classes: { fire: 24, normal: 24 }, cameras: { 'yard/cam-0': 24 } });
    expect(run.parameters).toMatchObject(given);
    expect(parseRunFile(readFileSync(join(directory(), 'run.json'), 'utf8'), 'run.json')).toEqual(run);
    expect(run.curves.map(({ fold, points }) => [fold, points.length > 0])).toEqual(
      [1, 2, 3, 4, 5, 0].map((fold) => [fold, true]),
    );
    const last = progress.findLast(({ point }) => point !== null);
    expect(last?.point).toMatchObject({ fold: 0, accuracy: 1, auroc: 1, loss: expect.any(Number) });
    expect(progress.every(({ done, of }) => done <= (of ?? 0))).toBe(true);

    const head = await openHead(directory(), { threads: 1 });
    expect(head.manifest).toMatchObject({
      name: 'fire',
      version: run.id.slice(0, 12),
      classes: ['fire', 'normal'],
      positive: 0,
    });
    expect(head.manifest.data).toEqual({ items: 48, sha256: run.data.sha256 });
    expect(head.manifest.figures.find(({ name }) => name === 'recall')).toMatchObject({ value: 1, n: 24 });
    const scores = await head.score(Buffer.concat(dataSet.items.map(({ vector }) => vector)), dataSet.items.length);
    run.held_out.forEach(({ label }, i) => {
      expect((scores[2 * i] ?? 0) > 0.5).toBe(label === 'fire');
    });
    await head.close();
  });
});

it('gives the same head and figures for the same items and parameters', async () => {
  const dataSet = await colourSet(backbone, { noise: 200 });
  const first = await train(dataSet);
  const bytes = readFileSync(join(directory(), 'head.onnx'));
  const second = await train(dataSet, {}, { directory: join(folder, 'again') });
  expect(readFileSync(join(folder, 'again', 'head.onnx'))).toEqual(bytes);
  expect({ ...second, id: '', started_at: 0, finished_at: 0 }).toEqual({
    ...first,
    id: '',
    started_at: 0,
    finished_at: 0,
  });
});

it('judges every item by a head that saw nothing of its event', async () => {
  // Labels by event and not by colour: who remembers an event knows its label, who does not can only guess.
  const dataSet = withItems(await colourSet(backbone, { events: 20, each: 4, noise: 250 }), (_, i) => ({
    label: Math.floor(i / 4) % 2 === 0 ? 'fire' : 'normal',
  }));
  const { judgement } = await train(dataSet);
  expect(judgement.n).toBe(160);
  expect(judgement.auroc.low).toBeLessThan(0.6);
});

it('says 86.5–99.5 % of 38 items of which 37 are right', async () => {
  const dataSet = await colourSet(backbone, { events: 19, each: 1, noise: 30 });
  const [odd] = dataSet.items;
  const wrong = withItems(dataSet, (item) => ({ label: item === odd ? 'normal' : item.label, group: null }));
  const run = await train(wrong);
  const text = describeRun(run);
  expect(text).toContain('38 items, 37 right: 86.5–99.5 %');
  expect(text).toContain('occasions');
  expect(readFileSync(join(directory(), 'README.md'), 'utf8')).toContain('86.5–99.5 %');
});

it.each([
  [0.5, true],
  [0.6, false],
])('takes a variant that it has not seen when a probe lost %s points on it: %s', async (value, isTaken) => {
  const loss = { name: 'probe_loss_points', value, n: 1000, how: 'measured' };
  const variant = writeTinyVariant(backbone, [], [loss]).variants?.[0]?.fingerprint;
  await train(await colourSet(backbone));
  const head = await openHead(directory(), { threads: 1 });
  const how = 'of a probe on its backbone, not of this head: measured';
  expect(head.manifest.accepts ?? []).toEqual(
    isTaken ? [{ fingerprint: variant, precision: 'int8', figures: [{ ...loss, how }] }] : [],
  );
  await head.close();
});

it('takes vectors of the variants it learnt from, and states how good it is on them', async () => {
  const variant = writeTinyVariant(backbone).variants?.[0]?.fingerprint;
  const dataSet = withItems(await colourSet(backbone), (item, i) =>
    variant && i % 2 ? { fingerprint: variant } : item,
  );
  const run = await train(dataSet);
  expect(Object.values(run.fingerprints)).toEqual([24, 24]);
  const head = await openHead(directory(), { threads: 1 });
  expect(head.manifest.accepts).toMatchObject([
    { fingerprint: variant, figures: [{ name: 'accuracy', value: 1, n: 24 }] },
  ]);
  await head.close();
});

it('holds a part of a large set out once, and lets altered copies only teach', async () => {
  const small = await colourSet(backbone, { events: 20, each: 4 });
  const items = Array.from({ length: 40 }, (_, copy) =>
    small.items.map((item) => ({
      ...item,
      origin: { kind: 'picture' as const, name: `${item.label}-${item.capturedAt}-${copy}`, view: 0 },
      group: `${item.label}-${item.capturedAt}`,
      judged: copy < 35,
    })),
  ).flat();
  const run = await train({ ...small, items });
  expect(run.split).toMatchObject({ kind: 'held-out', folds: 5 });
  expect(run.data).toMatchObject({ items: 6400, judged: 5600, grouped_by: 'given' });
  expect(run.judgement.n).toBe(1120);
  expect(run.curves.map(({ fold }) => fold)).toEqual([1, 0]);
});

describe('what cannot be trained', () => {
  const refused = async (dataSet: DataSet, code: string, given: object = {}) => {
    await expect(train(dataSet, given)).rejects.toMatchObject({ code });
    expect(leftovers()).toEqual([]);
  };

  it('is refused with a code, and leaves nothing', async () => {
    const dataSet = await colourSet(backbone);
    await refused({ ...dataSet, items: dataSet.items.slice(0, 3) }, 'RUN_ITEMS');
    await refused({ ...dataSet, items: dataSet.items.slice(0, 24) }, 'LEARN_CLASSES');
    await refused(
      withItems(dataSet, () => ({ vector: new Uint8Array(8) })),
      'LEARN_CONSTANT',
    );
    await refused(
      withItems(dataSet, (item) => (item.label === 'fire' ? { group: 'one' } : {})),
      'RUN_GROUPS',
    );
    await refused(
      withItems(dataSet, () => ({ label: 'a/b' })),
      'DATASET_LABEL',
    );
    await refused(dataSet, 'RUN_ALERTING', { alerting: 'flood' });
    await refused(dataSet, 'RUN_ALERTING', { class_weights: { flood: 2 } });
    await refused({ ...dataSet, codec: 'f32' }, 'DATASET_VECTOR_SIZE');
  });

  it('is a set of two backbones, or one with values that are no numbers', async () => {
    const dataSet = await colourSet(backbone, { codec: 'f32' });
    const other = join(folder, 'other');
    const { fingerprint } = writeTinyBackbone(other, { name: 'other' });
    await refused(
      withItems(dataSet, (_, i) => (i === 7 ? { fingerprint } : {})),
      'DATASET_KINDS',
    );
    const noNumber = new Uint8Array(new Float32Array(8).fill(Number.NaN).buffer);
    await refused(
      withItems(dataSet, (_, i) => (i === 7 ? { vector: noNumber } : {})),
      'DATASET_VALUES',
    );
  });
});

it.runIf(canMount())('leaves nothing on a disk that is full, and says so', async () => {
  const disk = join(folder, 'heads');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=12k', 'none', disk]);
  try {
    await expect(train(await colourSet(backbone))).rejects.toMatchObject({
      code: 'RUN_WRITE',
      message: expect.stringContaining('no space left'),
    });
    expect(leftovers()).toEqual([]);
  } finally {
    execFileSync('umount', [disk]);
  }
});

it('ends at once when it is aborted, and leaves nothing', async () => {
  const dataSet = await colourSet(backbone);
  const controller = new AbortController();
  const onProgress = ({ point }: RunProgress) => {
    if (point?.fold === 3) controller.abort(new Error('enough'));
  };
  await expect(train(dataSet, {}, { signal: controller.signal, onProgress })).rejects.toThrow('enough');
  expect(leftovers()).toEqual([]);
});
