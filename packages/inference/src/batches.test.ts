import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CodecName, codecNames } from '@splitsight/wire';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { FeatureForm } from './decoding-steps.ts';
import { openHead, writeHead } from './index.ts';

const backbone = fileURLToPath(new URL('../../../models/resnet18-w0.5-224', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'splitsight-batches-'));
const rows = 300;

afterAll(() => rmSync(folder, { recursive: true }));

/** Numbers around 0, the same for a seed. */
function numbers(count: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state / 2 ** 31 / 5;
  });
}

function vectorsOf(codec: CodecName, vectorBytes: number): Uint8Array {
  const noise = numbers(rows * vectorBytes, 7);
  if (codec === 'f32') return new Uint8Array(noise.subarray(0, (rows * vectorBytes) / 4).map(Math.abs).buffer);
  return Uint8Array.from(noise, (value, i) => Math.abs(value * 5 * 255) >> ((i >> 3) % 4));
}

/** The bits of scores: 0 and -0, and every NaN, are told apart. */
const bitsOf = (scores: Float32Array) => new Uint32Array(scores.buffer, scores.byteOffset, scores.length);

describe('a row is scored the same to the bit, alone and in any batch', () => {
  const heads = codecNames.flatMap((codec) =>
    (['plain', 'root'] as const).flatMap((form: FeatureForm) =>
      [
        [2, 0],
        [3, 0],
        [17, 0],
        [2, 7],
        [5, 64],
      ].map(([classes = 2, hidden = 0]) => [codec, form, classes, hidden] as const),
    ),
  );

  it.each(heads)('%s, %s, %i classes, %i hidden', async (codec, form, classes, hidden) => {
    const directory = join(folder, [codec, form, classes, hidden].join('-'));
    const inputs = hidden || 256;
    writeHead(directory, {
      ...{ name: 'batch', backbone, codec, form, positive: 1 },
      classes: Array.from({ length: classes }, (_, i) => `class-${i}`),
      layers: {
        ...(hidden > 0 && { hidden: { weights: numbers(hidden * 256, 1), bias: numbers(hidden, 2) } }),
        output: { weights: numbers(classes * inputs, 3), bias: numbers(classes, 4) },
      },
      facts: {
        ...{ version: '1', licence: 'Apache-2.0', source: 'a test', figures: [] },
        rule: { threshold: 0.5, instant: 0.9, k: 2, n: 3, clear: 0.3 },
      },
    });
    const head = await openHead(directory, { threads: 1 });
    try {
      const vectors = vectorsOf(codec, head.vectorBytes);
      const rowOf = (row: number) => vectors.subarray(row * head.vectorBytes, (row + 1) * head.vectorBytes);
      const alone = await Promise.all(
        Array.from({ length: rows }, async (_, row) => [...bitsOf(await head.score(rowOf(row), 1))]),
      );
      expect(new Set(alone.map(String)).size).toBeGreaterThan(rows / 2);
      const check = async (batch: readonly number[]) => {
        const scores = bitsOf(await head.score(Buffer.concat(batch.map(rowOf)), batch.length));
        expect([...scores]).toEqual(batch.flatMap((row) => alone[row] ?? []));
      };
      for (let size = 1; size <= 70; size++)
        await check(Array.from({ length: size }, (_, i) => (i * 13 + size) % rows));
      await check(Array.from({ length: 4096 }, (_, i) => (i * 7) % rows));
      const batch = fc.array(fc.nat(rows - 1), { minLength: 1, maxLength: 200 });
      await fc.assert(fc.asyncProperty(batch, check), { numRuns: 10 });
    } finally {
      await head.close();
    }
  });
});
