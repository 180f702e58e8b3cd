import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeU8Codec } from '@splitsight/inference';
import { writeTinyBackbone, writeTinyHead } from '@splitsight/testkit';
import { afterAll, expect, it } from 'vitest';
import { findModels } from './folders.ts';
import { verifyModels } from './verify.ts';

const models = mkdtempSync(join(tmpdir(), 'splitsight-verify-'));
afterAll(() => {
  rmSync(models, { recursive: true });
});

async function verify() {
  const folders = findModels(models);
  return verifyModels(folders, folders, { base_url: 'https://example.org/', models: [] }, AbortSignal.timeout(20_000));
}

it('a head is told from one of another calibration of its codec', async () => {
  const backbone = join(models, 'backbone');
  const { dims } = writeTinyBackbone(backbone);
  for (const codec of ['f32', 'u8'] as const) {
    writeTinyHead(join(models, `fire-${codec}`), backbone, { name: `fire-${codec}`, codec });
  }
  expect((await verify()).flatMap(({ problems }) => problems)).toEqual([]);

  writeU8Codec(backbone, new Float32Array(dims).fill(0.123));
  expect(await verify()).toMatchObject([
    { name: 'backbone', problems: [] },
    { name: 'fire-f32', problems: [] },
    { name: 'fire-u8', problems: [{ code: 'HEAD_CALIBRATION' }] },
  ]);
});
