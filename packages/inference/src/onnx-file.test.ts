import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isCodedError } from '@splitsight/kernel';
import { writeTinyBackbone, writeTinyHead } from '@splitsight/testkit';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeOnnx, encodeOnnx } from './onnx-file.ts';
import { encodeGraph, floatConstant, floatValues, graphNode, graphPort } from './onnx-graph.ts';

const starter = fileURLToPath(new URL('../../../models/resnet18-w0.5-224/backbone.onnx', import.meta.url));
const debianPython = '/usr/bin/python3';
const hasChecker = spawnSync(debianPython, ['-c', 'import onnx']).status === 0;

it('comes back byte for byte from a file that PyTorch wrote', () => {
  const bytes = readFileSync(starter);
  expect(bytes.equals(encodeOnnx(decodeOnnx(bytes, starter)))).toBe(true);
});

it('keeps fields that this project does not describe', () => {
  const bytes = Uint8Array.of(0x08, 7, 0xc2, 0x3e, 2, 1, 2);
  expect([...encodeOnnx(decodeOnnx(bytes, 'model'))]).toEqual([...bytes]);
});

it('has the bytes that the format prescribes', () => {
  const bytes = encodeGraph({
    name: 'g',
    nodes: [graphNode('Relu', ['x'], ['y'])],
    constants: [floatConstant('c', [1], [1])],
    inputs: [graphPort('x', 'float32', ['n'])],
    outputs: [graphPort('y', 'float32', ['n'])],
  });
  expect(Buffer.from(bytes).toString('hex')).toBe(
    [
      '0807', // ir_version 7
      '120a73706c69747369676874', // producer_name "splitsight"
      '3a4c', // graph, 76 bytes
      '0a14', // node, 20 bytes: x → y, name "Relu_y", op_type "Relu"
      '0a0178120179' + '1a0652656c755f79' + '220452656c75',
      '120167', // name "g"
      '2a0d', // initializer, 13 bytes: dims [1], float32, name "c", raw 1.0
      '0801' + '1001' + '420163' + '4a040000803f',
      '5a100a0178120b0a0908011205' + '0a03' + '12016e', // input x float32 ["n"]
      '62100a0179120b0a0908011205' + '0a03' + '12016e', // output y
      '4204' + '0a00' + '100d', // opset_import: default domain, 13
    ].join(''),
  );
  const [constant] = decodeOnnx(bytes, 'model').graph.initializer;
  expect(constant && [...floatValues(constant)]).toEqual([1]);
});

it('answers any bytes with a model or a coded error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        decodeOnnx(bytes, 'noise');
      } catch (error) {
        expect(isCodedError(error, 'MODEL_LOAD')).toBe(true);
      }
    }),
  );
});

it.skipIf(!hasChecker)(
  `satisfies onnx.checker (skipped where ${debianPython} has no onnx: apt install python3-onnx)`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'splitsight-onnx-'));
    try {
      writeTinyBackbone(join(folder, 'backbone'));
      writeTinyHead(join(folder, 'head'), join(folder, 'backbone'));
      writeTinyHead(join(folder, 'float-head'), join(folder, 'backbone'), { codec: 'f32' });
      const files = ['backbone/backbone.onnx', 'backbone/codec-u8.onnx', 'head/head.onnx', 'float-head/head.onnx'];
      const script =
        'import sys, onnx\nfor p in sys.argv[1:]:\n  onnx.checker.check_model(onnx.load(p), full_check=True)\n  print("ok")';
      const said = execFileSync(debianPython, ['-c', script, ...files.map((file) => join(folder, file))], {
        encoding: 'utf8',
      });
      expect(said.trim().split('\n')).toEqual(files.map(() => 'ok'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
