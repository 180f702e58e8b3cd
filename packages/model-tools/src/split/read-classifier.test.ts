import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeOnnx } from '@splitsight/inference/onnx';
import { afterAll, expect, it } from 'vitest';
import { encodeClassifierManifest } from '../catalog/classifier.ts';
import { readClassifier } from './read-classifier.ts';
import { createTinyClassifier } from './testing/tiny-classifier.ts';

const folder = mkdtempSync(join(tmpdir(), 'splitsight-classifier-'));
afterAll(() => rmSync(folder, { recursive: true }));

const bytes = encodeOnnx(createTinyClassifier());
const normalisation = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] } as const;

it('is read from a file, and from the folder that a pull leaves, with what is known of it', () => {
  const file = join(folder, 'Tiny.onnx');
  writeFileSync(file, bytes);
  expect(readClassifier(file)).toMatchObject({ name: 'Tiny', path: file, manifest: undefined });
  const pulled = join(folder, 'pulled');
  writePulled(pulled, bytes);
  const found = readClassifier(pulled);
  expect(found).toMatchObject({ name: 'tiny', path: join(pulled, 'model.onnx'), manifest: { normalisation } });
  expect(found.model.graph.node).toHaveLength(createTinyClassifier().graph.node.length);
});

it('is refused when it is not what its manifest says', () => {
  const changed = join(folder, 'changed');
  writePulled(
    changed,
    bytes.map((byte, i) => (i === bytes.length >> 1 ? byte ^ 1 : byte)),
  );
  expect(() => readClassifier(changed)).toThrow(expect.objectContaining({ code: 'MODEL_CHECKSUM' }));
});

function writePulled(directory: string, content: Uint8Array): void {
  mkdirSync(directory);
  writeFileSync(join(directory, 'model.onnx'), content);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const manifest = encodeClassifierManifest({
    kind: 'classifier',
    name: 'tiny',
    arch: 'tiny',
    licence: 'Apache-2.0',
    source: 'a test',
    input: { name: 'x', layout: 'NCHW' },
    normalisation: { mean: [...normalisation.mean], std: [...normalisation.std] },
    files: { 'model.onnx': { sha256, bytes: bytes.length } },
  });
  writeFileSync(join(directory, 'manifest.json'), manifest);
}
