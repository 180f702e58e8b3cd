import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTinyBackbone, writeTinyHead } from '@splitsight/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openHead, writeSecondStage } from './index.ts';
import { encodeManifest } from './manifest.ts';
import { describeFile, readHeadManifest } from './model-files.ts';
import { encodeGraph, floatConstant, graphNode, graphPort } from './onnx-graph.ts';

let folder: string;
let head: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-second-stage-'));
  head = join(folder, 'head');
  writeTinyBackbone(join(folder, 'backbone'));
  writeTinyHead(head, join(folder, 'backbone'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Puts these bytes beside the head as its second stage. */
function place(model: Uint8Array): void {
  const manifest = readHeadManifest(head);
  writeFileSync(join(head, 'patch5.onnx'), model);
  const files = { ...manifest.files, 'patch5.onnx': describeFile(model) };
  writeFileSync(join(head, 'manifest.json'), encodeManifest({ ...manifest, files }));
}

/** A graph from `patches` [n, inputs] to `probabilities` [n, outputs]: a linear layer, and a softmax if it is wanted. */
function linear(inputs: number, outputs: number, softmax = true, inputName = 'patches'): Uint8Array {
  return encodeGraph({
    name: 'test',
    nodes: [
      graphNode('MatMul', [inputName, 'weights'], [softmax ? 'logits' : 'probabilities']),
      ...(softmax ? [graphNode('Softmax', ['logits'], ['probabilities'], { axis: 1 })] : []),
    ],
    constants: [floatConstant('weights', [inputs, outputs], new Float32Array(inputs * outputs).fill(1))],
    inputs: [graphPort(inputName, 'float32', ['n', inputs])],
    outputs: [graphPort('probabilities', 'float32', ['n', outputs])],
  });
}

const refusal = () => expect(openHead(head, { threads: 1 }).then((opened) => opened.close())).rejects;

describe('a second stage', () => {
  it('is the linear softmax that it was written as', async () => {
    const weights = Array.from({ length: 20 }, (_, i) => (i % 7) / 3 - 1);
    const bias = [0.25, -0.5];
    const manifest = writeSecondStage(head, { weights, bias, figures: [] });
    expect(Object.keys(manifest.files)).toEqual(['head.onnx', 'patch5.onnx']);
    const opened = await openHead(head, { threads: 1 });
    const rows = [0.1, 0.7].map((p) => [0, 1, 2, 3, 4].flatMap((i) => [1 - p - i / 20, p + i / 20]));
    const scores = await opened.patch5?.score(Float32Array.from(rows.flat()), 2);
    const byHand = rows.flatMap((row) => {
      const logit = (c: number) => row.reduce((sum, p, i) => sum + p * (weights[c * 10 + i] ?? 0), bias[c] ?? 0);
      const second = 1 / (1 + Math.exp(logit(0) - logit(1)));
      return [1 - second, second];
    });
    expect([...(scores ?? [])].map((p) => p.toFixed(5))).toEqual(byHand.map((p) => p.toFixed(5)));
    expect(await opened.patch5?.score(new Float32Array(0), 0)).toEqual(new Float32Array(0));
    await opened.close();
  });

  it('is not there unless the manifest names it', async () => {
    writeFileSync(join(head, 'patch5.onnx'), 'not named, so not read');
    const opened = await openHead(head, { threads: 1 });
    expect(opened.patch5).toBeUndefined();
    await opened.close();
  });

  it.each([
    ['too few values', linear(8, 2)],
    ['too many classes', linear(10, 3)],
    ['an input of another name', linear(10, 2, true, 'scores')],
    ['no probabilities', linear(10, 2, false)],
  ])('is refused when it has %s', async (_, model) => {
    place(model);
    await refusal().toMatchObject({ code: 'HEAD_SECOND_STAGE', message: expect.stringContaining('patch5.onnx') });
  });

  it('is refused when it is no model, or not the file that the manifest states', async () => {
    place(Buffer.from('not a model'));
    await refusal().toMatchObject({ code: 'MODEL_LOAD' });
    place(linear(10, 2));
    writeFileSync(join(head, 'patch5.onnx'), 'short');
    await refusal().toMatchObject({ code: 'MODEL_TRUNCATED' });
    rmSync(join(head, 'patch5.onnx'));
    await refusal().toMatchObject({ code: 'MODEL_MISSING' });
  });
});
