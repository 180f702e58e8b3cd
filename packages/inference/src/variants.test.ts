import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTinyBackbone, writeTinyHead, writeTinyVariant } from '@splitsight/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BackboneManifest, chooseVariant, openBackbone, openHead, readBackboneManifest } from './index.ts';

let folder: string;
let directory: string;
let manifest: BackboneManifest;
const processor = (arch: string, ...features: string[]) => ({ arch, name: 'test', features: new Set(features) });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-variants-'));
  directory = join(folder, 'backbone');
  writeTinyBackbone(directory);
  manifest = writeTinyVariant(directory, [
    { arch: 'x64', features: ['avx512_vnni'], faster: 2.5, how: 'a test' },
    { arch: 'arm64', features: ['asimddp', 'i8mm'], faster: 3, how: 'a test' },
  ]);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the choice by processor', () => {
  it.each([
    ['int8', processor('x64', 'avx2', 'avx512_vnni')],
    ['float32', processor('x64', 'avx2')],
    ['float32', processor('arm64', 'asimddp')],
    ['int8', processor('arm64', 'asimddp', 'i8mm')],
    ['float32', processor('arm64', 'avx512_vnni')],
  ])('is %s where it was measured, on all of the features', (precision, on) => {
    expect(chooseVariant(manifest, 'auto', on)).toMatchObject({ precision });
  });

  it('says why', () => {
    expect(chooseVariant(manifest, 'auto', processor('x64', 'avx512_vnni')).why).toContain('2.5 times');
    expect(chooseVariant(manifest, 'auto', processor('x64', 'avx2')).why).toContain('no instructions');
  });

  it('gives way to what is wanted, if it is there', () => {
    expect(chooseVariant(manifest, 'int8', processor('x64'))).toMatchObject({ precision: 'int8' });
    expect(chooseVariant(manifest, 'float32', processor('x64', 'avx512_vnni'))).toMatchObject({ precision: 'float32' });
    expect(() => chooseVariant(manifest, 'float16', processor('x64'))).toThrow(
      expect.objectContaining({ code: 'MODEL_VARIANT_MISSING' }),
    );
  });
});

describe('a variant', () => {
  it('marks its vectors with its own fingerprint', async () => {
    const backbone = await openBackbone(directory, { codec: 'u8', threads: 1, precision: 'int8' });
    expect(backbone.precision).toBe('int8');
    expect(backbone.fingerprint).toBe(manifest.variants?.[0]?.fingerprint);
    expect(backbone.fingerprint).not.toBe(manifest.fingerprint);
    await backbone.close();
    await expect(openBackbone(directory, { codec: 'u8', threads: 1, precision: 'float16' })).rejects.toMatchObject({
      code: 'MODEL_VARIANT_MISSING',
    });
  });

  it('is refused by a head that was not measured on it, and taken by one that was', async () => {
    const { fingerprint = manifest.fingerprint } = manifest.variants?.[0] ?? {};
    const origin = { fingerprint, codec: 'u8' } as const;
    writeTinyHead(join(folder, 'strict'), directory);
    await expect(openHead(join(folder, 'strict'), { threads: 1, origin })).rejects.toMatchObject({
      code: 'HEAD_BACKBONE',
    });
    writeTinyHead(join(folder, 'open'), directory, { accepts: fingerprint });
    await (await openHead(join(folder, 'open'), { threads: 1, origin })).close();
  });

  it('survives a new codec', () => {
    expect(readBackboneManifest(directory).variants).toHaveLength(1);
  });
});
