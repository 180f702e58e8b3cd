import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeGraph, graphNode, graphPort } from '@splitsight/inference/onnx';
import { Command } from 'commander';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { registerList } from './list.ts';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const model = encodeGraph({
  name: 'means',
  nodes: [graphNode('GlobalAveragePool', ['x'], ['pooled']), graphNode('Flatten', ['pooled'], ['y'], { axis: 1 })],
  constants: [],
  inputs: [graphPort('x', 'float32', ['n', 3, 8, 8])],
  outputs: [graphPort('y', 'float32', ['n', 3])],
});

let root: string;
let server: Server | undefined;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'splitsight-pull-'));
  mkdirSync(join(root, 'models'));
});
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
  rmSync(root, { recursive: true });
});

/** Serves the model as a listener says, and writes the catalog that names it. */
async function offer(listener: RequestListener): Promise<void> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const entry = {
    name: 'tiny-v1',
    path: 'zoo/tiny-v1.onnx',
    sha256: createHash('sha256').update(model).digest('hex'),
    bytes: model.length,
    licence: 'Apache-2.0',
    arch: 'means',
    source: 'https://example.org/tiny',
    input: { name: 'x', layout: 'NCHW', height: 8, width: 8 },
    normalisation: { mean: [0, 0, 0], std: [1, 1, 1] },
  };
  const base_url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  writeFileSync(join(root, 'catalog.json'), JSON.stringify({ base_url, models: [entry] }));
}

/** Starts `splitsight models …` on the models folder of this test. */
function start(...args: string[]) {
  const source = ['--import', 'tsx', '--conditions', 'splitsight-source', main];
  const folder = ['--models', join(root, 'models'), '--catalog', join(root, 'catalog.json')];
  const child = spawn(process.execPath, [...source, 'models', ...args, ...folder], {
    env: { ...process.env, no_proxy: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (bytes: Buffer) => (said.out += bytes));
  child.stderr.on('data', (bytes: Buffer) => (said.err += bytes));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...said }));
  return { child, ended };
}

const run = (...args: string[]) => start(...args).ended;
/** What `splitsight models list` prints, run in this process. */
async function list(...args: string[]): Promise<string> {
  let out = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  try {
    const program = new Command();
    registerList(program, new AbortController().signal);
    const folders = ['--models', join(root, 'models'), '--catalog', join(root, 'catalog.json')];
    await program.parseAsync(['list', ...args, ...folders], { from: 'user' });
    return out;
  } finally {
    write.mockRestore();
  }
}

const folder = () => readdirSync(join(root, 'models', 'zoo', 'tiny-v1')).sort();

it('Ctrl-C stops a pull, the next one goes on, and what is damaged afterwards is found', async () => {
  const ranges: (string | undefined)[] = [];
  let stop = () => {};
  await offer((request, response) => {
    ranges.push(request.headers.range);
    const [, from = '0'] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
    const rest = model.subarray(Number(from));
    const range = `bytes ${from}-${model.length - 1}/${model.length}`;
    response.writeHead(from === '0' ? 200 : 206, { 'content-length': rest.length, 'content-range': range });
    if (from !== '0') response.end(rest);
    else response.write(rest.subarray(0, 90), () => stop());
  });
  const first = start('pull', 'tiny-v1', '--tries', '1');
  // The first bytes are on the disk when it says so.
  stop = () => {
    first.child.stderr.once('data', () => first.child.kill('SIGINT'));
  };
  expect(await first.ended).toMatchObject({ code: 130, out: '', err: expect.stringContaining('pull it again') });
  expect(folder()).toEqual(['model.onnx.part', 'model.onnx.part.json']);
  expect(JSON.parse(await list('--json'))).toMatchObject({
    models: [{ name: 'tiny-v1', kind: 'classifier', state: 'absent', bytes: model.length, partial_bytes: 90 }],
  });
  expect(await list()).toMatch(/^tiny-v1 +classifier +absent, 48 % pulled +0\.2 kB +Apache-2\.0$/m);

  const second = await run('pull', 'tiny-v1');
  expect(second).toMatchObject({ code: 0, out: `${join(root, 'models', 'zoo', 'tiny-v1')}\n` });
  expect(ranges).toEqual([undefined, 'bytes=90-']);
  expect(folder()).toEqual(['manifest.json', 'model.onnx']);
  appendFileSync(join(root, 'models', 'zoo', 'tiny-v1', 'model.onnx'), 'x');
  const damaged = await run('verify', 'tiny-v1', '--json');
  expect(JSON.parse(damaged.out)).toMatchObject({ ok: false, models: [{ problems: [{ code: 'MODEL_TRUNCATED' }] }] });
  expect(damaged).toMatchObject({ code: 1, err: expect.stringMatching(/^VERIFY_FAILED: .*1 of 1\n$/) });
});

it('what goes wrong is one line with a code, and exit 1', async () => {
  await offer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in'));
  const page = await run('pull', 'tiny-v1');
  expect(page).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^PULL_PAGE: [^\n]*\n$/) });
});
