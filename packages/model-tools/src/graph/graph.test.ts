import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  byteConstant,
  encodeGraph,
  encodeOnnx,
  floatConstant,
  graphNode,
  graphPort,
  openSession,
} from '@splitsight/inference/onnx';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { writeFiles } from '../files.ts';
import { extractGraph } from './extract.ts';
import { fedInputs, linkGraph } from './links.ts';
import { parseModel, readModel } from './model-file.ts';
import { traceValues } from './trace.ts';

const folder = mkdtempSync(join(tmpdir(), 'splitsight-graph-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** a = x + one, b = relu(a), y = a · b: two ways lead from `a` to `y`. */
const bytes = encodeGraph({
  name: 'diamond',
  nodes: [graphNode('Add', ['x', 'one'], ['a']), graphNode('Relu', ['a'], ['b']), graphNode('Mul', ['a', 'b'], ['y'])],
  constants: [floatConstant('one', [1], [1]), floatConstant('unused', [1], [9])],
  inputs: [graphPort('x', 'float32', ['n', 2])],
  outputs: [graphPort('y', 'float32', ['n', 2])],
});
const diamond = parseModel(bytes, 'diamond');
const x = { type: 'float32', data: Float32Array.of(-3, 2), shape: [1, 2] } as const;

describe('a graph', () => {
  it('says who makes and who takes each value', () => {
    const { producers, consumers, constants } = linkGraph(diamond.graph);
    expect(producers.get('b')?.opType).toBe('Relu');
    expect(consumers.get('a')?.map(({ opType }) => opType)).toEqual(['Relu', 'Mul']);
    expect([...constants.keys()]).toEqual(['one', 'unused']);
    expect(fedInputs(diamond.graph).map(({ name }) => name)).toEqual(['x']);
  });

  it('shows what every value of it holds', async () => {
    const values = await traceValues(diamond, { x }, 'diamond');
    expect(Object.fromEntries([...values].map(([name, { shape }]) => [name, shape]))).toEqual({
      a: [1, 2],
      b: [1, 2],
      y: [1, 2],
    });
    expect(values.get('b')).toMatchObject({ data: Float32Array.of(0, 3) });
  });

  it('shows nothing of what is made of constants alone: such names cannot be outputs', async () => {
    const folded = parseModel(
      encodeGraph({
        name: 'folded',
        nodes: [
          graphNode('DequantizeLinear', ['bytes', 'scale'], ['weights']),
          graphNode('Mul', ['x', 'weights'], ['y']),
        ],
        constants: [byteConstant('bytes', Uint8Array.of(2, 3)), floatConstant('scale', [], [0.5])],
        inputs: [graphPort('x', 'float32', ['n', 2])],
        outputs: [graphPort('y', 'float32', ['n', 2])],
      }),
      'folded',
    );
    const values = await traceValues(folded, { x }, 'folded');
    expect([...values]).toEqual([['y', { type: 'float32', data: Float32Array.of(-3, 3), shape: [1, 2] }]]);
  });
});

describe('a part of a graph', () => {
  it('has the nodes and constants that its outputs need, and gives the same', async () => {
    const part = extractGraph(diamond, 'front', diamond.graph.input, [graphPort('b', 'float32', ['n', 2])]);
    expect(part.graph.node.map(({ opType }) => opType)).toEqual(['Add', 'Relu']);
    expect(part.graph.initializer.map(({ name }) => name)).toEqual(['one']);
    const session = await openSession(encodeOnnx(part), 1, 'front');
    expect((await session.run({ x })).get('b')).toMatchObject({ data: Float32Array.of(0, 3) });
    await session.close();
  });

  it('is refused where another way leads past the cut', () => {
    const cut = () => extractGraph(diamond, 'back', [graphPort('b', 'float32', ['n', 2])], diamond.graph.output);
    expect(cut).toThrow(expect.objectContaining({ code: 'MODELS_CUT' }));
  });

  it('is refused for a value that is not there', () => {
    const cut = () => extractGraph(diamond, 'front', diamond.graph.input, [graphPort('z', 'float32', ['n', 2])]);
    expect(cut).toThrow(expect.objectContaining({ code: 'MODELS_TENSOR' }));
  });
});

describe('a file', () => {
  it('that is not there, not ONNX or only looks like it is refused', () => {
    expect(() => readModel(join(folder, 'none.onnx'))).toThrow(expect.objectContaining({ code: 'MODELS_UNREADABLE' }));
    for (const content of ['', '<!doctype html><title>Sign in</title>', '\u0008\u0007']) {
      writeFileSync(join(folder, 'odd.onnx'), content);
      expect(() => readModel(join(folder, 'odd.onnx'))).toThrow(expect.objectContaining({ code: 'MODELS_NOT_ONNX' }));
    }
  });

  it('of any bytes is a model or a coded error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(bytes.length - 1), (noise, at) => {
        const odd = Buffer.concat([bytes.subarray(0, at), noise]);
        try {
          parseModel(odd, 'odd');
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^MODELS_/) });
        }
      }),
    );
  });

  it('whose weights lie elsewhere is refused', () => {
    const [one] = diamond.graph.initializer;
    const outside = { ...diamond.graph, initializer: one ? [{ ...one, dataLocation: 1 }] : [] };
    expect(() => parseModel(encodeOnnx({ ...diamond, graph: outside }), 'outside')).toThrow(
      expect.objectContaining({ code: 'MODELS_EXTERNAL_DATA' }),
    );
  });
});

describe('files that belong together', () => {
  it('are written whole, and leave nothing else', () => {
    const to = join(folder, 'new', 'model');
    writeFiles(
      to,
      new Map<string, Uint8Array | string>([
        ['a.onnx', bytes],
        ['below/manifest.json', '{}'],
      ]),
    );
    expect(readdirSync(to, { recursive: true }).sort()).toEqual(['a.onnx', 'below', 'below/manifest.json']);
  });

  it('are not written at all where one cannot be', () => {
    const to = join(folder, 'blocked');
    writeFiles(to, new Map([['a.onnx', 'old']]));
    expect(() => {
      writeFiles(
        to,
        new Map([
          ['a.onnx', 'new'],
          ['a.onnx/is-no-folder.json', '{}'],
        ]),
      );
    }).toThrow(expect.objectContaining({ code: 'MODELS_UNWRITABLE' }));
    expect(readdirSync(to)).toEqual(['a.onnx']);
    expect(readFileSync(join(to, 'a.onnx'), 'utf8')).toBe('old');
  });
});
