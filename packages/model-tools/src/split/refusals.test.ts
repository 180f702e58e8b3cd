import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { graphNode } from '@splitsight/inference/onnx';
import { afterAll, describe, expect, it } from 'vitest';
import type { SplitOptions } from './split.ts';
import { splitModel, splitTiny } from './testing/split-tiny.ts';
import { createTinyClassifier, type TinyClassifier } from './testing/tiny-classifier.ts';
import { readClasses, writeSplit } from './write-split.ts';

const folder = mkdtempSync(join(tmpdir(), 'splitsight-refusals-'));
afterAll(() => rmSync(folder, { recursive: true }));

const refusal = (code: string) => expect.objectContaining({ code });
const facts = { name: 'tiny', arch: 'tiny', licence: 'Apache-2.0', source: 'a test' };

describe('what cannot be cut is refused', () => {
  const pooled = { names: { pooled: 'p' } };
  it.each<[string, TinyClassifier, Partial<SplitOptions>]>([
    ['SPLIT_OPSET', { opset: 6 }, {}],
    ['SPLIT_RUNTIME', { opset: 99 }, {}],
    ['SPLIT_RUNTIME', { extra: [graphNode('Fancy', ['pooled'], ['q'])], taken: 'q' }, {}],
    ['SPLIT_SIZE', { shape: ['n', 3, 'h', 'w'] }, {}],
    ['SPLIT_SIZE', {}, { size: { height: 224, width: 224 } }],
    ['SPLIT_BATCH', { shape: [4, 3, 24, 30] }, {}],
    ['SPLIT_INPUT', { shape: ['n', 1, 24, 30] }, {}],
    ['SPLIT_INPUT', { shape: ['n', 3, 24] }, {}],
    ['SPLIT_INPUT', {}, { layout: 'nhwc' }],
    ['SPLIT_ANSWER', { end: 'sigmoid' }, {}],
    ['SPLIT_ANSWER', {}, { output: 'none' }],
    ['SPLIT_POOLING', { extra: [graphNode('GlobalMaxPool', ['map'], ['most'])], taken: 'most' }, {}],
    ['SPLIT_AT', {}, { at: 'map' }],
    ['SPLIT_AT', { extra: [graphNode('GlobalMaxPool', ['map'], ['most'])], taken: 'most' }, { at: 'most' }],
    ['MODELS_TENSOR', {}, { at: 'nothing' }],
    [
      'MODELS_CUT',
      {
        ...pooled,
        extra: [graphNode('GlobalMaxPool', ['map'], ['m']), graphNode('Add', ['p', 'm'], ['s'])],
        taken: 's',
      },
      { at: 'p' },
    ],
    [
      'SPLIT_INEXACT',
      {
        ...pooled,
        extra: [graphNode('RandomUniformLike', ['p'], ['r']), graphNode('Add', ['p', 'r'], ['s'])],
        taken: 's',
      },
      {},
    ],
    [
      'SPLIT_INEXACT',
      {
        ...pooled,
        extra: [graphNode('ReduceMean', ['p'], ['m'], { axes: [0] }), graphNode('Add', ['p', 'm'], ['s'])],
        taken: 's',
      },
      {},
    ],
    ['MODELS_UNREADABLE', {}, { check: '/no/such/folder' }],
  ])('%s: %j %j', async (code, tiny, options) => {
    await expect(splitTiny(tiny, options)).rejects.toThrow(refusal(code));
  });

  it('graphs within the graph, and several inputs', async () => {
    const model = createTinyClassifier();
    const { graph } = model;
    const [first, ...rest] = graph.node;
    const holder = first && { ...first, attribute: [...first.attribute, { name: 'body', type: 5 }] };
    await expect(splitModel({ ...model, graph: { ...graph, node: holder ? [holder, ...rest] : [] } })).rejects.toThrow(
      refusal('SPLIT_BRANCHES'),
    );
    const input = [...graph.input, ...graph.input.map((port) => ({ ...port, name: 'z' }))];
    await expect(splitModel({ ...model, graph: { ...graph, input } })).rejects.toMatchObject({
      code: 'SPLIT_INPUT',
      message: expect.stringContaining('"x", "z"'),
    });
  });

  it('a broken picture to compare with, by its name', async () => {
    const check = join(folder, 'broken');
    mkdirSync(check);
    writeFileSync(join(check, 'torn.jpg'), 'no picture');
    await expect(splitTiny({}, { check })).rejects.toMatchObject({
      code: 'PICTURE_UNREADABLE',
      message: expect.stringContaining('torn.jpg'),
    });
  });

  it('names of classes that do not fit, and then nothing is written', async () => {
    const to = join(folder, 'nothing');
    const found = await splitTiny({});
    for (const names of [{ classes: ['a', 'b'] }, { positive: 'z' }]) {
      expect(() => writeSplit(to, found, { ...facts, ...names })).toThrow(refusal('SPLIT_CLASSES'));
    }
    expect(() => writeSplit(to, found, { ...facts, name: 'Not an id' })).toThrow(refusal('WIRE_ID'));
    expect(existsSync(to)).toBe(false);
    const file = join(folder, 'classes.txt');
    for (const [text, message] of [
      ['cat\nDog\n', 'line 2'],
      ['cat\n\ndog\n', 'line 2'],
      ['cat\ndog\ncat\n', 'line 3'],
    ] as const) {
      writeFileSync(file, text);
      expect(() => readClasses(file)).toThrow(message);
    }
    writeFileSync(file, 'cat\r\ndog\r\n');
    expect(readClasses(file)).toEqual(['cat', 'dog']);
  });
});
