import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  encodeGraph,
  encodeOnnx,
  floatConstant,
  graphNode,
  graphPort,
  type OnnxValueInfo,
} from '@splitsight/inference/onnx';
import { afterAll, describe, expect, it } from 'vitest';
import { answerQuestion, type Question } from './answer.ts';
import { type ProfileOptions, profileModel } from './profile.ts';
import { residualModel } from './testing/residual-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'splitsight-profile-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const question: Question = {
  device: 'this',
  serverFactor: 1,
  form: 'u8',
  bitsPerSecond: 1e6,
  rttMs: 0,
  framesPerSecond: 0.01,
};

const options: ProfileOptions = {
  threads: 1,
  rounds: 1,
  runs: 1,
  budgetMs: 0,
  signal: new AbortController().signal,
  onRound: () => undefined,
  // ResNet-18 would take longer than all else here.
  reference: (threads) => ({
    encode: () => encodeOnnx(residualModel()),
    feeds: { image: { type: 'uint8', data: new Uint8Array(48), shape: [1, 4, 4, 3] } },
    threads,
  }),
};

function file(name: string, content: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** A model of one convolution; its input is `port`. */
function conv(name: string, ports: readonly OnnxValueInfo[], opType = 'Conv'): string {
  return file(
    name,
    encodeGraph({
      name,
      nodes: [graphNode(opType, ['x', 'w'], ['y'])],
      constants: [floatConstant('w', [2, 3, 1, 1], [1, 2, 3, 4, 5, 6])],
      inputs: ports,
      outputs: [{ name: 'y' }],
    }),
  );
}

describe('a profile', () => {
  it('names every cut from the picture to the classes, and what runs before and after each is timed', async () => {
    const profile = await profileModel(file('residual.onnx', encodeOnnx(residualModel())), options);
    expect(profile.input).toMatchObject({ name: 'image', type: 'uint8', shape: [1, 4, 4, 3] });
    expect(profile.outputs).toEqual(['classes']);
    const { cuts } = profile;
    expect(cuts.map(({ values }) => values.map(({ name }) => name))).toEqual([
      ['image'],
      ['relu0'],
      ['relu0', 'relu1'],
      ['relu2'],
      ['pool'],
      ['classes'],
    ]);
    expect(cuts.filter(({ before }) => before.median === 0)).toEqual([cuts[0]]);
    expect(cuts.filter(({ after }) => after.median === 0)).toEqual([cuts.at(-1)]);
    const { plans, picture, edge } = answerQuestion(profile, question);
    expect(plans).toHaveLength(cuts.length);
    expect([picture?.share.bytes, edge?.share.bytes]).toEqual([48, 2]);
  });

  it('of a file of the oldest format, which lists constants as inputs, is made too', async () => {
    const { graph, ...model } = residualModel();
    const constants = graph.initializer.map(({ name, dims }) =>
      graphPort(
        name,
        'float32',
        dims.map((dim) => (typeof dim === 'number' ? dim : dim.toNumber())),
      ),
    );
    const old = { ...model, irVersion: 3, graph: { ...graph, input: [...graph.input, ...constants] } };
    const { input, cuts } = await profileModel(file('old.onnx', encodeOnnx(old)), options);
    expect([input.name, cuts.length]).toEqual(['image', 6]);
  });

  it('of a model that leaves the size of the picture free is made at the size that is given', async () => {
    const path = conv('free.onnx', [graphPort('x', 'float32', ['n', 3, 'h', 'w'])]);
    const { cuts } = await profileModel(path, { ...options, size: { height: 8, width: 12 } });
    expect(cuts.map(({ values }) => values[0]?.shape)).toEqual([
      [1, 3, 8, 12],
      [1, 2, 8, 12],
    ]);
  });

  it('ends with its signal', async () => {
    const path = conv('ended.onnx', [graphPort('x', 'float32', [1, 3, 8, 8])]);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(profileModel(path, { ...options, signal })).rejects.toThrow('enough');
  });
});

describe('a model that cannot be profiled', () => {
  const square = graphPort('x', 'float32', [1, 3, 8, 8]);

  it.each([
    ['MODELS_UNREADABLE', () => join(folder, 'none.onnx'), {}],
    ['MODELS_NOT_ONNX', () => file('page.onnx', '<!doctype html>'), {}],
    ['PROFILE_SIZE', () => conv('free.onnx', [graphPort('x', 'float32', ['n', 3, 'h', 'w'])]), {}],
    ['PROFILE_SIZE', () => conv('fixed.onnx', [square]), { size: { height: 9, width: 8 } }],
    ['PROFILE_INPUT', () => conv('two.onnx', [square, graphPort('z', 'float32', [1])]), {}],
    ['PROFILE_INPUT', () => conv('flat.onnx', [graphPort('x', 'float32', [1, 3])]), {}],
    ['PROFILE_RUNTIME', () => conv('odd.onnx', [square], 'NoSuchOperator'), {}],
    ['MODELS_TENSOR', () => conv('output.onnx', [square]), { outputs: ['none'] }],
  ] as const)('is refused with %s', async (code, path, details) => {
    await expect(profileModel(path(), { ...options, ...details })).rejects.toMatchObject({ code });
  });
});
