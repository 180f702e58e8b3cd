import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fetchOnce } from '@splitsight/testkit';
import { type ModelFile, modelsAnswerSchema } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { ask, importHead } from '../testing/api.ts';
import { writeVersion } from '../testing/head-versions.ts';
import type { RunningServer } from '../testing/run-server.ts';
import { useWorkbench } from '../testing/workbench.ts';

const { start, path } = useWorkbench();

const models = async (server: RunningServer) => modelsAnswerSchema.parse((await ask(server, 'models')).body);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const open = (server: RunningServer) => (name: string) => fetchOnce(`${server.http}/api/v1/models/files/${name}`);

describe('the models that a browser runs', () => {
  it('are the backbones of the configuration with their codecs, and the live heads with what they take', async () => {
    const server = await start({ backbones: [path('backbone')] });
    const { backbones, heads, topic_prefix: prefix } = await models(server);
    const [backbone] = backbones;
    expect(backbones).toHaveLength(1);
    expect(backbone?.codecs.map(({ codec }) => codec)).toEqual(['f32', 'u8']);
    expect(backbone?.variants.map(({ precision }) => precision)).toEqual(['float32']);
    expect(heads).toMatchObject([
      { name: 'fire', sites: ['*'], codec: 'u8', classes: ['normal', 'fire'], positive: 1 },
    ]);
    expect(heads[0]?.fingerprints).toContain(backbone?.variants[0]?.fingerprint);
    expect(prefix).toBe('splitsight');
  });

  it('come as files by the sha256 of their content, which the browser may keep for ever', async () => {
    const server = await start({ backbones: [path('backbone')] });
    const { backbones, heads } = await models(server);
    const files = [
      ...backbones.flatMap(({ variants, codecs }) => [...variants, ...codecs].flatMap(({ file }) => file ?? [])),
      ...heads.map(({ file }) => file),
    ];
    expect(files.length).toBeGreaterThan(2);
    for (const file of files satisfies ModelFile[]) {
      const answer = await open(server)(file.sha256);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      expect(answer.status).toBe(200);
      expect({ sha256: sha256(bytes), bytes: bytes.length }).toEqual(file);
      expect(answer.headers.get('cache-control')).toMatch(/private.*immutable/);
      expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    }
  });

  it('change with what is live', async () => {
    const server = await start({ backbones: [path('backbone')] });
    const [before] = (await models(server)).heads;
    writeVersion(path('v2'), path('backbone'), { version: '2', red: 10 });
    const version = await importHead(server, path('v2'));
    expect((await models(server)).heads).toEqual([before]);
    await ask(server, `head-versions/fire/${version}/promote`, { by: 'ann' });
    const [after] = (await models(server)).heads;
    expect(after?.version).toBe(version);
    expect((await open(server)(after?.file.sha256 ?? '')).status).toBe(200);
    expect((await open(server)(before?.file.sha256 ?? '')).status).toBe(404);
  });

  it('are found by nothing but the sha256 of a file that is offered', async () => {
    const server = await start({ backbones: [path('backbone')] });
    const manifest = sha256(readFileSync(join(path('backbone'), 'manifest.json')));
    expect((await open(server)(manifest)).status).toBe(404);
    for (const name of ['backbone.onnx', '..%2f..%2fetc%2fpasswd', 'A'.repeat(64), '0'.repeat(65)]) {
      expect((await open(server)(name)).status).toBe(400);
    }
  });

  it('are not there once their file is gone', async () => {
    const server = await start({ backbones: [path('backbone')] });
    const sha = (await models(server)).backbones[0]?.variants[0]?.file.sha256 ?? '';
    rmSync(join(path('backbone'), 'backbone.onnx'));
    expect((await open(server)(sha)).status).toBe(404);
  });
});
