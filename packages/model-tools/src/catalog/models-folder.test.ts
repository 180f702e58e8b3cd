import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeGraph, encodeOnnx, floatConstant, graphNode, graphPort } from '@splitsight/inference/onnx';
import { writeTinyBackbone, writeTinyHead } from '@splitsight/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseModel } from '../graph/model-file.ts';
import type { Catalog } from './catalog.ts';
import { bytesSha256 } from './checksum.ts';
import { readClassifierManifest } from './classifier.ts';
import { findModels } from './folders.ts';
import { type ImportOptions, importModel } from './import.ts';
import { listModels } from './list.ts';
import { verifyModels } from './verify.ts';

const signal = new AbortController().signal;

/** A classifier of pictures of 2 × 2: the mean of each colour. */
const graph = {
  name: 'means',
  nodes: [graphNode('GlobalAveragePool', ['x'], ['pooled']), graphNode('Flatten', ['pooled'], ['y'], { axis: 1 })],
  constants: [],
  inputs: [graphPort('x', 'float32', ['n', 3, 2, 2])],
  outputs: [graphPort('y', 'float32', ['n', 3])],
};
const classifier = encodeGraph(graph);
const official = encodeGraph({ ...graph, name: 'official' });
const catalog: Catalog = {
  base_url: 'https://example.org/',
  models: [
    {
      name: 'official-1',
      path: 'a/official-1.onnx',
      sha256: bytesSha256(official),
      bytes: official.length,
      licence: 'Apache-2.0',
      arch: 'means',
      source: 'https://example.org/official',
      input: { name: 'x', layout: 'NCHW', height: 2, width: 2 },
      normalisation: { mean: [0.5, 0.5, 0.5], std: [1, 1, 1] },
    },
  ],
};

let root: string;
let models: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'splitsight-models-'));
  models = join(root, 'models');
  mkdirSync(models);
});
afterEach(() => rmSync(root, { recursive: true }));

const facts = { arch: 'means', licence: 'MIT', source: 'a test' };
const bringIn = (from: string, options: Partial<ImportOptions> = {}) =>
  importModel(from, { models, catalog, force: false, facts, ...options });
const refusal = (code: string) => expect.objectContaining({ code });
const at = (name: string) => join(root, name);
const write = (name: string, bytes: Uint8Array | string) => {
  writeFileSync(at(name), bytes);
  return at(name);
};
const everything = () => readdirSync(models, { recursive: true, encoding: 'utf8' }).sort();

async function verify() {
  const folders = findModels(models);
  return verifyModels(folders, folders, catalog, signal);
}

async function states() {
  return Object.fromEntries((await listModels(catalog, models, signal)).map(({ name, state }) => [name, state]));
}

describe('an ONNX classifier that is brought in', () => {
  it('is a whole model with a manifest that says how it takes a picture', async () => {
    const imported = await bringIn(write('mine.onnx', classifier));
    expect(imported).toEqual({ name: 'mine', kind: 'classifier', directory: join(models, 'zoo', 'mine') });
    expect(everything()).toEqual(['zoo', 'zoo/mine', 'zoo/mine/manifest.json', 'zoo/mine/model.onnx']);
    expect(readClassifierManifest(imported.directory)).toEqual({
      kind: 'classifier',
      name: 'mine',
      ...facts,
      input: { name: 'x', layout: 'NCHW', height: 2, width: 2 },
      files: { 'model.onnx': { sha256: bytesSha256(classifier), bytes: classifier.length } },
    });
    expect(await verify()).toMatchObject([{ name: 'mine', problems: [] }]);
  });

  it('may leave its size open, and have its colours last', async () => {
    const inputs = [graphPort('x', 'float32', ['n', 'h', 'w', 3])];
    const nodes = [
      graphNode('Transpose', ['x'], ['t'], { perm: [0, 3, 1, 2] }),
      graphNode('GlobalAveragePool', ['t'], ['pooled']),
      graphNode('Flatten', ['pooled'], ['y'], { axis: 1 }),
    ];
    const { directory } = await bringIn(write('open.onnx', encodeGraph({ ...graph, inputs, nodes })));
    expect(readClassifierManifest(directory).input).toEqual({ name: 'x', layout: 'NHWC' });
  });

  it('and is an official one is described by the catalog', async () => {
    const { directory } = await bringIn(write('any.onnx', official), { name: 'official-1' });
    expect(readClassifierManifest(directory)).toMatchObject({
      licence: 'Apache-2.0',
      normalisation: { std: [1, 1, 1] },
    });
    expect(await states()).toEqual({ 'official-1': 'present' });
  });

  it('gets no official name unless it is that file', async () => {
    await expect(bringIn(write('Official-1.onnx', classifier), { force: true })).rejects.toThrow(
      refusal('IMPORT_OFFICIAL'),
    );
  });

  const old = parseModel(classifier, 'old');
  it.each<[string, string, Uint8Array | string]>([
    ['a web page', 'MODELS_NOT_ONNX', '<!doctype html><title>Sign in</title>'],
    ['nothing', 'MODELS_NOT_ONNX', ''],
    ['half a file', 'MODELS_NOT_ONNX', classifier.subarray(0, 60)],
    [
      'a graph whose weights lie elsewhere',
      'MODELS_EXTERNAL_DATA',
      encodeOnnx({
        ...old,
        graph: { ...old.graph, initializer: [{ ...floatConstant('w', [1], [1]), dataLocation: 1 }] },
      }),
    ],
    [
      'an operator set of the future',
      'MODEL_LOAD',
      encodeOnnx({ ...old, opsetImport: [{ domain: '', version: 999 }] }),
    ],
    [
      'an operator that nobody has',
      'MODEL_LOAD',
      encodeGraph({ ...graph, nodes: [graphNode('Clairvoyance', ['x'], ['y'])] }),
    ],
    [
      'a model of no pictures',
      'IMPORT_INPUT',
      encodeGraph({
        ...graph,
        nodes: [graphNode('Relu', ['x'], ['y'])],
        inputs: [graphPort('x', 'float32', ['n', 3])],
      }),
    ],
  ])('and is %s is refused, by its name, and leaves nothing: %s', async (_, code, bytes) => {
    const path = write('odd.onnx', bytes);
    await expect(bringIn(path)).rejects.toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(path) }),
    );
    expect(everything()).toEqual([]);
  });

  it('is refused where there is no such file, and under no name', async () => {
    await expect(bringIn(at('none.onnx'))).rejects.toThrow(refusal('MODELS_UNREADABLE'));
    for (const name of ['../out', '', '.hidden', 'zoo', 'a/b']) {
      await expect(bringIn(write('mine.onnx', classifier), { name })).rejects.toThrow(refusal('IMPORT_NAME'));
    }
  });

  it('replaces another of its name only by force', async () => {
    await bringIn(write('mine.onnx', classifier));
    write('mine.onnx', official);
    await expect(bringIn(at('mine.onnx'))).rejects.toThrow(refusal('IMPORT_EXISTS'));
    await bringIn(at('mine.onnx'), { force: true });
    expect(readFileSync(join(models, 'zoo/mine/model.onnx'))).toEqual(Buffer.from(official));
    expect(everything()).toHaveLength(4);
  });
});

describe('the folder of a model that is brought in', () => {
  beforeEach(() => {
    writeTinyBackbone(at('stick'));
    writeFileSync(join(at('stick'), 'README.md'), 'its card');
    writeFileSync(join(at('stick'), 'holiday.jpg'), 'not part of it');
    writeTinyHead(at('head'), at('stick'));
  });

  it('is taken as its manifest says, with its card', async () => {
    expect(await bringIn(at('stick'))).toMatchObject({ name: 'stick', kind: 'backbone' });
    await bringIn(at('head'), { name: 'fire' });
    expect(everything()).toEqual([
      'fire',
      'fire/head.onnx',
      'fire/manifest.json',
      'stick',
      'stick/README.md',
      'stick/backbone.onnx',
      'stick/codec-u8.onnx',
      'stick/manifest.json',
    ]);
    expect(await verify()).toMatchObject([
      { name: 'fire', kind: 'head', problems: [], fits: [join(models, 'stick')] },
      { name: 'stick', kind: 'backbone', problems: [] },
    ]);
  });

  it('may be a whole model that was pulled elsewhere', async () => {
    await bringIn(write('mine.onnx', classifier));
    cpSync(join(models, 'zoo', 'mine'), at('copy'), { recursive: true });
    expect(await bringIn(at('copy'))).toMatchObject({ name: 'copy', kind: 'classifier' });
    expect(readClassifierManifest(join(models, 'zoo', 'copy')).name).toBe('copy');
  });

  it('is refused where it is damaged or no model, and leaves nothing', async () => {
    appendFileSync(join(at('stick'), 'codec-u8.onnx'), 'x');
    await expect(bringIn(at('stick'))).rejects.toThrow(refusal('MODEL_TRUNCATED'));
    rmSync(join(at('stick'), 'codec-u8.onnx'));
    await expect(bringIn(at('stick'))).rejects.toThrow(refusal('MODEL_MISSING'));
    mkdirSync(at('empty'));
    await expect(bringIn(at('empty'))).rejects.toThrow(refusal('IMPORT_KIND'));
    expect(everything()).toEqual([]);
  });

  it('is refused where its files do not keep the contract, and the model it was to replace stays', async () => {
    await bringIn(at('stick'));
    const manifest = readFileSync(join(at('stick'), 'manifest.json'), 'utf8');
    writeFileSync(join(at('stick'), 'manifest.json'), manifest.replace('"dims": 8', '"dims": 9'));
    const refused = bringIn(at('stick'), { force: true });
    await expect(refused).rejects.toThrow(refusal('MODEL_CONTRACT'));
    await expect(refused).rejects.toThrow(at('stick'));
    expect(await states()).toMatchObject({ stick: 'present' });
    expect(readdirSync(models)).toEqual(['stick']);
  });
});

describe('models that lie in the models folder', () => {
  it('are right, or what is wrong with them has a code', async () => {
    const folder = (name: string) => join(models, name);
    for (const name of ['a-right', 'b-short', 'c-changed', 'd-extra', 'e-gone']) writeTinyBackbone(folder(name));
    appendFileSync(join(folder('b-short'), 'backbone.onnx'), 'x');
    const codec = join(folder('c-changed'), 'codec-u8.onnx');
    writeFileSync(codec, readFileSync(codec).fill(7, 0, 1));
    writeFileSync(join(folder('d-extra'), 'codec-new.onnx'), classifier);
    rmSync(join(folder('e-gone'), 'codec-u8.onnx'));
    mkdirSync(folder('f-bare'));
    writeFileSync(join(folder('f-bare'), 'model.onnx'), classifier);
    mkdirSync(folder('g-other'));
    writeFileSync(join(folder('g-other'), 'manifest.json'), '{"kind":"classifier"}');
    mkdirSync(folder('nothing-of-a-model'));
    const found = (await verify()).map(({ name, kind, problems }) => [name, kind, ...problems.map(({ code }) => code)]);
    expect(found).toEqual([
      ['a-right', 'backbone'],
      ['b-short', 'backbone', 'MODEL_TRUNCATED'],
      ['c-changed', 'backbone', 'MODEL_CHECKSUM'],
      ['d-extra', 'backbone', 'VERIFY_UNLISTED'],
      ['e-gone', 'backbone', 'MODEL_MISSING'],
      ['f-bare', 'unknown', 'IMPORT_KIND'],
      ['g-other', 'classifier', 'MODEL_MANIFEST'],
    ]);
    expect(await states()).toEqual({
      'official-1': 'absent',
      'a-right': 'present',
      'b-short': 'damaged',
      'c-changed': 'damaged',
      'd-extra': 'present',
      'e-gone': 'damaged',
      'f-bare': 'damaged',
      'g-other': 'damaged',
    });
  });

  it('include whole models that are not what they are called', async () => {
    const { directory } = await bringIn(write('mine.onnx', classifier));
    const path = join(directory, 'manifest.json');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('"NCHW"', '"NHWC"'));
    expect(await verify()).toMatchObject([{ problems: [{ code: 'MODEL_CONTRACT' }] }]);
    writeFileSync(path, text.replace('"mine"', '"official-1"'));
    expect(await verify()).toMatchObject([{ problems: [{ code: 'MODEL_CHECKSUM' }] }]);
  });

  it('are heads that fit no backbone here, and that is no mistake', async () => {
    writeTinyBackbone(at('elsewhere'), { name: 'other' });
    writeTinyBackbone(join(models, 'here'));
    writeTinyHead(join(models, 'fire'), at('elsewhere'));
    expect(await verify()).toMatchObject([{ name: 'fire', problems: [], fits: [] }, { name: 'here' }]);
  });

  it('are listed with what an unfinished pull has, and none where there is no folder', async () => {
    mkdirSync(join(models, 'zoo', 'official-1'), { recursive: true });
    writeFileSync(join(models, 'zoo', 'official-1', 'model.onnx.part'), official.subarray(0, 9));
    expect(await listModels(catalog, models, signal)).toMatchObject([{ state: 'absent', partialBytes: 9 }]);
    writeFileSync(join(models, 'zoo', 'official-1', 'model.onnx'), 'damaged');
    expect(await states()).toEqual({ 'official-1': 'damaged' });
    expect(findModels(at('nowhere'))).toEqual([]);
    expect(existsSync(at('nowhere'))).toBe(false);
  });
});
