import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeOnnx } from './onnx-file.ts';
import { byteConstant, encodeGraph, floatConstant, graphNode, graphPort } from './onnx-graph.ts';
import { quickDequantize } from './quick-dequantize.ts';
import { openSession } from './session.ts';

const models = fileURLToPath(new URL('../../../models/', import.meta.url));

interface Columns {
  readonly steps: readonly number[];
  readonly zeros: readonly number[];
  readonly rows: readonly (readonly number[])[];
}

/** The inverse of a codec as heads have it. */
const inverse = ({ steps, zeros }: Columns, attributes: Readonly<Record<string, number>> = { axis: 1 }) =>
  encodeGraph({
    name: 'inverse',
    nodes: [graphNode('DequantizeLinear', ['vector', 'step', 'zero'], ['values'], attributes)],
    constants: [floatConstant('step', [steps.length], steps), byteConstant('zero', Uint8Array.from(zeros))],
    inputs: [graphPort('vector', 'uint8', ['n', steps.length])],
    outputs: [graphPort('values', 'float32', ['n', steps.length])],
  });

const operations = (bytes: Uint8Array) => decodeOnnx(bytes, 'model').graph.node.map(({ opType }) => opType);

/** The bits of what a model makes of bytes. */
async function bitsOf(graph: Uint8Array, data: Uint8Array, shape: readonly number[], output: string) {
  const session = await openSession(graph, 1, 'model');
  const values = (await session.run({ vector: { type: 'uint8', data, shape } })).get(output);
  await session.close();
  if (values?.type !== 'float32') throw new Error(`${output} is not float32`);
  return [...new Uint32Array(values.data.slice().buffer)];
}

const byte = fc.nat(255);
const columns = fc.integer({ min: 1, max: 40 }).chain((width) => {
  const of = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: width, maxLength: width });
  const step = fc.float({ min: Math.fround(1e-6), max: 1e6, noNaN: true });
  return fc.record({
    steps: of(step),
    zeros: of(fc.oneof(fc.constant(0), byte)),
    rows: fc.array(of(byte), { minLength: 1, maxLength: 9 }),
  });
});

it('gives what DequantizeLinear gives, to the bit', async () => {
  await fc.assert(
    fc.asyncProperty(columns, async (given) => {
      const graph = inverse(given);
      const quick = quickDequantize(graph, 'model');
      expect(operations(quick)).not.toContain('DequantizeLinear');
      const bytes = Uint8Array.from(given.rows.flat());
      const shape = [given.rows.length, given.steps.length];
      expect(await bitsOf(quick, bytes, shape, 'values')).toEqual(await bitsOf(graph, bytes, shape, 'values'));
    }),
    { numRuns: 40 },
  );
});

it.each(['fire-resnet18-w0.5-128-u8', 'fire-resnet18-w0.5-224-u8'])('gives what %s gives, to the bit', async (name) => {
  const graph = readFileSync(join(models, name, 'head.onnx'));
  const quick = quickDequantize(graph, name);
  expect(operations(quick).slice(0, 2)).toEqual(['Cast', 'Mul']);
  const bytes = Uint8Array.from({ length: 256 * 300 }, (_, i) => Math.imul(i, 2_654_435_761) >>> 24);
  expect(await bitsOf(quick, bytes, [300, 256], 'probabilities')).toEqual(
    await bitsOf(graph, bytes, [300, 256], 'probabilities'),
  );
});

it('leaves as it is what has one step for all, steps of rows, or nothing of the kind', () => {
  const one = encodeGraph({
    name: 'one',
    nodes: [graphNode('DequantizeLinear', ['vector', 'step', 'zero'], ['values'])],
    constants: [floatConstant('step', [], [0.5]), byteConstant('zero', Uint8Array.of(0))],
    inputs: [graphPort('vector', 'uint8', ['n', 3])],
    outputs: [graphPort('values', 'float32', ['n', 3])],
  });
  const rows = inverse({ steps: [1, 2], zeros: [0, 0], rows: [] }, { axis: 0 });
  const none = Uint8Array.of(0x08, 7);
  for (const graph of [one, rows, none]) expect(quickDequantize(graph, 'model')).toBe(graph);
});
