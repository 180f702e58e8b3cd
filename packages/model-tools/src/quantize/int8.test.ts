import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  encodeGraph,
  encodeOnnx,
  floatConstant,
  graphNode,
  graphPort,
  type OnnxModel,
  openSession,
} from '@splitsight/inference/onnx';
import {
  createScene,
  encodeConvBackbone,
  convBackbonePictures as pictures,
  renderScene,
  sampleFrame,
  convBackboneSide as side,
} from '@splitsight/testkit';
import { resizeRegion } from '@splitsight/vision';
import { wholeFrame } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { parseModel, readModel } from '../graph/model-file.ts';
import { compareFeatures } from './fidelity.ts';
import { halveConstants } from './float16.ts';
import { foldBatchNorms } from './fold-batch-norm.ts';
import { foldInput } from './fold-input.ts';
import { quantiseModel } from './int8.ts';
import { encodeInt8Graph } from './int8-graph.ts';
import { planInt8 } from './plan.ts';

const model = parseModel(encodeConvBackbone(), 'conv-backbone');
const none: ReadonlySet<string> = new Set();
const options = { name: 'test', shape: [1, side, side, 3], keep: [], method: 'mse', threads: 1 } as const;

async function* each(images: readonly Uint8Array[]) {
  yield* images;
}

/** One output of a model for each picture, one after the other. */
async function run(graph: Uint8Array | OnnxModel, images: readonly Uint8Array[], output = 'features', size = side) {
  const session = await openSession(graph instanceof Uint8Array ? graph : encodeOnnx(graph), 1, 'test');
  const rows: Float32Array[] = [];
  for (const data of images) {
    const found = (await session.run({ image: { type: 'uint8', data, shape: [1, size, size, 3] } })).get(output);
    rows.push(found?.type === 'float32' ? found.data : new Float32Array(0));
  }
  await session.close();
  return Float32Array.from(rows.flatMap((row) => [...row]));
}

describe('a convolution in 8 bits', () => {
  it('gives what whole numbers give', async () => {
    // 1 × 1, two channels in, one out: y = 0.5 a − 1.27 b + 0.3, then a ReLU; all within the ranges.
    const tiny = parseModel(
      encodeGraph({
        name: 'tiny',
        nodes: [
          graphNode('Conv', ['x', 'w', 'b'], ['c']),
          graphNode('Relu', ['c'], ['r']),
          graphNode('Conv', ['r', 'v'], ['y']),
        ],
        constants: [
          floatConstant('w', [1, 2, 1, 1], [0.5, -1.27]),
          floatConstant('b', [1], [0.3]),
          floatConstant('v', [1, 1, 1, 1], [1]),
        ],
        inputs: [graphPort('x', 'float32', [1, 2, 1, 3])],
        outputs: [graphPort('y', 'float32', [1, 1, 1, 3])],
      }),
      'tiny',
    );
    const ranges = new Map([
      ['x', { low: -1, high: 1.55 }],
      ['r', { low: 0, high: 2.55 }],
      ['y', { low: 0, high: 2.55 }],
    ]);
    const quantised = quantiseModel(tiny, planInt8(tiny.graph, none), ranges, 127);
    const session = await openSession(encodeOnnx(quantised), 1, 'tiny');
    const [a, b] = [Float32Array.of(1.203, -0.5, 0.004), Float32Array.of(0.1, 1.55, -0.996)];
    const y = (
      await session.run({ x: { type: 'float32', data: Float32Array.of(...a, ...b), shape: [1, 2, 1, 3] } })
    ).get('y');
    await session.close();
    // Steps of 0.01 everywhere: x has its zero at 100, weights are 50 and −127, the bias is 0.3 / 0.0001.
    const expected = [...a].map((one, i) => {
      const sum = 50 * Math.round(one * 100) - 127 * Math.round((b[i] ?? 0) * 100) + 3000;
      return Math.max(0, Math.min(255, Math.round(sum / 100))) / 100;
    });
    expect(expected).toEqual([0.77, 0, 1.57]);
    expect(y?.type === 'float32' && [...y.data].map((value) => Math.round(value * 100) / 100)).toEqual(expected);
  });

  it('holds a bias that is huge beside its weights', async () => {
    const odd = parseModel(
      encodeGraph({
        name: 'odd',
        nodes: [graphNode('Conv', ['x', 'w', 'b'], ['y'])],
        constants: [floatConstant('w', [2, 1, 1, 1], [1e-9, 1]), floatConstant('b', [2], [5, 0.25])],
        inputs: [graphPort('x', 'float32', [1, 1, 1, 1])],
        outputs: [graphPort('y', 'float32', [1, 2, 1, 1])],
      }),
      'odd',
    );
    const ranges = new Map([
      ['x', { low: 0, high: 1 }],
      ['y', { low: 0, high: 5 }],
    ]);
    const session = await openSession(encodeOnnx(quantiseModel(odd, planInt8(odd.graph, none), ranges, 127)), 1, 'odd');
    const y = (await session.run({ x: { type: 'float32', data: Float32Array.of(1), shape: [1, 1, 1, 1] } })).get('y');
    await session.close();
    const [first = 0, second = 0] = y?.type === 'float32' ? y.data : [];
    expect(first).toBeCloseTo(5, 1);
    expect(second).toBeCloseTo(1.25, 1);
  });
});

describe('before it is quantised', () => {
  it('a norm goes into the convolution before it, and nothing changes', async () => {
    const folded = foldBatchNorms(model);
    expect(folded.graph.node.map(({ opType }) => opType)).not.toContain('BatchNormalization');
    const [before, after] = [await run(model, pictures(5)), await run(folded, pictures(5))];
    after.forEach((value, i) => {
      expect(value).toBeCloseTo(before[i] ?? Number.NaN, 4);
    });
  });

  it('the arithmetic on bytes goes into the first convolution; away from the edge nothing changes', async () => {
    const normed = foldBatchNorms(model);
    const folded = foldInput(normed, none);
    expect(folded.graph.node.map(({ opType }) => opType).slice(0, 3)).toEqual([
      'Transpose',
      'DequantizeLinear',
      'Conv',
    ]);
    const showing = (one: OnnxModel) => ({ ...one, graph: { ...one.graph, output: [{ name: 'normed' }] } });
    const images = pictures(2);
    const [before, after] = [
      await run(showing(normed), images, 'normed'),
      await run(showing(folded), images, 'normed'),
    ];
    const half = side / 2;
    after.forEach((value, i) => {
      const [x, y] = [i % half, Math.floor(i / half) % half];
      if (x > 0 && y > 0) expect(value).toBeCloseTo(before[i] ?? Number.NaN, 3);
    });
  });

  it('a first convolution that is to stay in float keeps its arithmetic', () => {
    const [conv] = model.graph.node.filter(({ opType }) => opType === 'Conv');
    expect(foldInput(model, new Set([conv?.name ?? '']))).toBe(model);
  });
});

describe('a backbone in 8 bits', () => {
  it('computes convolutions, poolings and sums in integers, and gives nearly the same', async () => {
    const graph = await encodeInt8Graph(model, each(pictures(40)), options);
    const features = await run(graph, pictures(20));
    const { min } = compareFeatures(await run(model, pictures(20)), features, 8);
    expect(min).toBeGreaterThan(0.995);
    expect(min).toBeLessThan(1);
    const types = parseModel(graph, 'int8').graph.initializer.map(({ name, dataType }) => `${name} ${dataType}`);
    // int8 is 3, int32 is 6.
    expect(types).toEqual(expect.arrayContaining(['first_w_quantised 3', 'first_b_quantised 6', 'last_w_quantised 3']));
  });

  it('leaves in float what is to be kept', async () => {
    const [, second] = model.graph.node.filter(({ opType }) => opType === 'Conv');
    const graph = await encodeInt8Graph(model, each(pictures(40)), { ...options, keep: [second?.name ?? ''] });
    const names = parseModel(graph, 'int8').graph.initializer.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['first_w', 'second_w_quantised']));
  });

  it.each([
    ['QUANTIZE_KEEP', model, { keep: ['no-such-node'] }],
    ['QUANTIZE_NOTHING', model, { keep: model.graph.node.map(({ name }) => name) }],
    ['QUANTIZE_OPSET', { ...model, opsetImport: [{ version: 6 }], graph: withOperator(model, 'Clip') }, {}],
    ['QUANTIZE_VALUES', { ...model, graph: withInfinity(model) }, {}],
  ])('is refused with %s', async (code, odd, changed) => {
    await expect(encodeInt8Graph(odd, each(pictures(4)), { ...options, ...changed })).rejects.toMatchObject({ code });
  });
});

function withOperator({ graph }: OnnxModel, opType: string): OnnxModel['graph'] {
  return { ...graph, node: graph.node.map((node) => (node.opType === 'Relu' ? { ...node, opType } : node)) };
}

function withInfinity({ graph }: OnnxModel): OnnxModel['graph'] {
  const gain = floatConstant('gain', [8], Array(8).fill(Number.POSITIVE_INFINITY));
  return { ...graph, initializer: graph.initializer.map((constant) => (constant.name === 'gain' ? gain : constant)) };
}

const debianPython = '/usr/bin/python3';
const hasChecker = spawnSync(debianPython, ['-c', 'import onnx']).status === 0;

describe('the shipped backbone', () => {
  const size = 128;
  const starter = readModel(
    fileURLToPath(new URL(`../../../../models/resnet18-w0.5-${size}/backbone.onnx`, import.meta.url)),
  );
  const images = Array.from({ length: 12 }, (_, i) => {
    const image = new Uint8Array(size * size * 3);
    resizeRegion(
      renderScene(createScene(i + 1), 1000 * i, sampleFrame),
      wholeFrame,
      { width: size, height: size },
      image,
    );
    return image;
  });

  it(`is near float32 in int8 and nearer in float16${hasChecker ? ', and satisfies onnx.checker' : ''}`, async () => {
    const int8 = await encodeInt8Graph(starter, each(images.slice(0, 8)), { ...options, shape: [1, size, size, 3] });
    const float16 = encodeOnnx(halveConstants(starter));
    const reference = await run(starter, images.slice(8), 'features', size);
    const beside = async (graph: Uint8Array) =>
      compareFeatures(reference, await run(graph, images.slice(8), 'features', size), 256).min;
    expect(await beside(int8)).toBeGreaterThan(0.99);
    expect(await beside(float16)).toBeGreaterThan(0.9999);
    expect(int8.length).toBeLessThan(3_000_000);
    expect(float16.length).toBeLessThan(5_700_000);
    if (hasChecker) expect(check({ int8, float16 })).toEqual(['ok', 'ok']);
  });
});

function check(graphs: Readonly<Record<string, Uint8Array>>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'splitsight-int8-'));
  try {
    const paths = Object.entries(graphs).map(([name, bytes]) => {
      const path = join(folder, `${name}.onnx`);
      writeFileSync(path, bytes);
      return path;
    });
    const script =
      'import sys, onnx\nfor p in sys.argv[1:]:\n  onnx.checker.check_model(onnx.load(p), full_check=True)\n  print("ok")';
    return execFileSync(debianPython, ['-c', script, ...paths], { encoding: 'utf8' })
      .trim()
      .split('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
