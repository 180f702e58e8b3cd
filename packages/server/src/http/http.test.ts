import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer as createNetServer } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { fetchOnce } from '@splitsight/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Folder, makeFolder, type RunningServer, runServer } from '../testing/run-server.ts';
import {
  alertsAnswerSchema,
  camerasAnswerSchema,
  headsAnswerSchema,
  nodesAnswerSchema,
  readinessSchema,
} from './api.ts';

let folder: Folder;
let server: RunningServer;

beforeAll(async () => {
  folder = makeFolder();
  const page = join(folder.path, 'page');
  mkdirSync(join(page, 'assets'), { recursive: true });
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>The page</title>');
  writeFileSync(join(page, 'assets', 'a-1234.js'), 'export {};');
  writeFileSync(join(page, 'assets', 'a-1234.js.gz'), gzipSync('export {};'));
  writeFileSync(join(folder.path, 'secret.txt'), 'secret');
  server = await runServer(folder.path, {}, { page });
});

afterAll(async () => {
  await server.stop();
  folder.remove();
});

const get = (path: string, headers: Record<string, string> = {}) => fetchOnce(`${server.http}${path}`, { headers });
const json = async (path: string): Promise<unknown> => (await get(path)).json();

const operationSchema = z.looseObject({
  summary: z.string().min(5),
  parameters: z.array(z.looseObject({ name: z.string() })).optional(),
  responses: z.record(z.string(), z.unknown()),
});
const documentSchema = z.looseObject({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
});

describe('the HTTP API', () => {
  it('answers as its schemas say', async () => {
    expect(camerasAnswerSchema.parse(await json('/api/v1/cameras'))).toEqual({ cameras: [] });
    expect(nodesAnswerSchema.parse(await json('/api/v1/nodes'))).toEqual({ nodes: [] });
    expect(headsAnswerSchema.parse(await json('/api/v1/heads'))).toEqual({ heads: [] });
    expect(alertsAnswerSchema.parse(await json('/api/v1/alerts'))).toEqual({ alerts: [], next_before: null });
  });

  it('describes itself in OpenAPI 3.1: every route, with its query and answers', async () => {
    const document = documentSchema.parse(await json('/api/v1/openapi.json'));
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/api/v1/alerts', '/api/v1/cameras', '/api/v1/heads', '/api/v1/jobs', '/healthz']),
    );
    const names = document.paths['/api/v1/alerts']?.get?.parameters?.map(({ name }) => name);
    expect(new Set(names)).toEqual(new Set(['before', 'camera', 'head', 'late', 'limit', 'site']));
    expect(JSON.stringify(document.paths['/api/v1/cameras'])).toContain('last_seen_at');
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=1001', 'limit'],
    ['limit=ten', 'limit'],
    ['before=-1', 'before'],
    ['camera=../x', 'camera'],
    ['cam=gate', 'cam'],
    ['limit=1&limit=2', 'limit'],
  ])('refuses the query %s with a code', async (query, key) => {
    const answer = await get(`/api/v1/alerts?${query}`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: 'HTTP_QUERY', message: expect.stringContaining(key) } });
  });

  it('says in JSON that there is nothing', async () => {
    const answer = await get('/api/v1/nothing', { accept: 'text/html' });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { code: 'HTTP_NOT_FOUND' } });
    expect((await fetchOnce(`${server.http}/api/v1/alerts`, { method: 'POST', body: '{}' })).status).toBe(404);
  });

  it('is alive and ready', async () => {
    expect(await json('/healthz')).toMatchObject({ status: 'ok' });
    expect(readinessSchema.parse(await json('/readyz'))).toMatchObject({ ready: true });
  });

  it('has metrics that promtool accepts', async ({ skip }) => {
    const answer = await get('/metrics');
    expect(answer.headers.get('content-type')).toContain('text/plain');
    const text = await answer.text();
    for (const name of text.matchAll(/^# TYPE (\S+)/gm))
      expect(name[1]).toMatch(/^(splitsight_|alert_latency_seconds$)/);
    const check = spawnSync('promtool', ['check', 'metrics'], { input: text });
    if (check.error) skip('promtool is not installed');
    expect([check.stderr.toString(), check.stdout.toString(), check.status]).toEqual(['', '', 0]);
  });

  it('answers pages of other sites nothing they may read', async () => {
    const answer = await get('/api/v1/cameras', { origin: 'http://evil.example' });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });
});

describe('the page', () => {
  it('is served with headers that let nothing foreign in', async () => {
    const answer = await get('/');
    expect(await answer.text()).toContain('The page');
    const policy = answer.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'self'; script-src 'self' 'wasm-unsafe-eval';");
    expect(policy).not.toMatch(/'unsafe-(eval|inline|hashes)'|https?:|\*/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    expect((await get('/assets/a-1234.js')).headers.get('cache-control')).toContain('immutable');
    // The gzipped copy, for whoever takes it.
    for (const [accepted, sent] of [
      ['gzip', 'gzip'],
      ['identity', null],
    ] as const) {
      const script = await get('/assets/a-1234.js', { 'accept-encoding': accepted });
      expect(script.headers.get('content-encoding')).toBe(sent);
      expect(script.headers.get('content-type')).toContain('javascript');
      expect(script.headers.get('cache-control')).toContain('immutable');
      expect(await script.text()).toBe('export {};');
    }
  });

  it('is served for its own addresses, to browsers only', async () => {
    expect(await (await get('/cameras/gate', { accept: 'text/html' })).text()).toContain('The page');
    expect((await get('/cameras/gate')).status).toBe(404);
  });

  it('has no folder listing and no way out of its folder', async () => {
    expect((await get('/assets/')).status).toBe(404);
    for (const path of ['/..%2fsecret.txt', '/%2e%2e/secret.txt', '/assets/..%2f..%2fsecret.txt']) {
      const answer = await get(path);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(await answer.text()).not.toBe('secret');
    }
  });

  it('says how to build it where it is missing', async () => {
    const other = makeFolder();
    const without = await runServer(other.path);
    const answer = await fetchOnce(without.http);
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('pnpm build');
    await without.stop();
    other.remove();
  });
});

describe('a taken port', () => {
  it.each(['mqtt', 'http'] as const)('of %s is a coded error with the port, and nothing stays open', async (which) => {
    const other = createNetServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const own = makeFolder();
    const code = `${which.toUpperCase()}_PORT_TAKEN`;
    const failing = { code, message: expect.stringContaining(`127.0.0.1:${port}`) };
    await expect(runServer(own.path, { [which]: { port } })).rejects.toMatchObject(failing);
    // The database was closed again: the next start finds it free.
    await (await runServer(own.path)).stop();
    other.close();
    own.remove();
  });
});
