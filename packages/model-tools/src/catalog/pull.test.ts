import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CatalogEntry } from './catalog.ts';
import type { DownloadEvents } from './download.ts';
import { createFolderSource } from './folder-source.ts';
import { createHttpSource } from './http-source.ts';
import { pullModel } from './pull.ts';
import type { Source } from './source.ts';
import { type Handler, type ModelServer, openModelServer, serveFile } from './testing/model-server.ts';

const content = Buffer.alloc(300_000, 'the weights of a model, not all of them alike ');
content.fill(7, 100_000, 200_000);
const entry: CatalogEntry = {
  name: 'tiny-v1',
  path: 'zoo/tiny/tiny-v1.onnx',
  sha256: createHash('sha256').update(content).digest('hex'),
  bytes: content.length,
  licence: 'Apache-2.0',
  arch: 'tiny',
  source: 'https://example.org/tiny',
  input: { name: 'x', layout: 'NCHW', height: 8, width: 8 },
  normalisation: { mean: [0, 0, 0], std: [1, 1, 1] },
};
const stallMs = 400;

let root: string;
let models: string;
let server: ModelServer | undefined;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'splitsight-pull-'));
  models = join(root, 'models');
  for (const name of ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY']) vi.stubEnv(name, '');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server?.close();
  server = undefined;
  rmSync(root, { recursive: true });
});

const folder = () => join(models, entry.name);
const file = () => join(folder(), 'model.onnx');
const left = () => (existsSync(folder()) ? readdirSync(folder()).sort() : []);

let received = 0;
const arrived = () => received;

async function pullFrom(source: Source, events: DownloadEvents = {}, signal = new AbortController().signal) {
  received = 0;
  const onProgress = (size: number, total: number) => {
    received = size;
    events.onProgress?.(size, total);
  };
  const patience = { tries: 3, backoff: { first: 1, max: 5, factor: 2, jitter: 0 } };
  try {
    return await pullModel(entry, { directory: models, source, patience, signal, ...events, onProgress });
  } finally {
    await source.close();
  }
}

async function serve(handler: Handler): Promise<URL> {
  server = await openModelServer(handler);
  return server.url;
}

async function pull(handler: Handler, events?: DownloadEvents, signal?: AbortSignal) {
  return pullFrom(createHttpSource(await serve(handler), entry, stallMs), events, signal);
}

const whole: Handler = (request, response) => serveFile(request, response, content);
const refusal = (code: string) => expect.objectContaining({ code });
const ranges = () => server?.requests.map(({ headers }) => headers.range);

function expectPulled() {
  expect(left()).toEqual(['manifest.json', 'model.onnx']);
  expect(readFileSync(file()).equals(content)).toBe(true);
}

describe('a pull', () => {
  it('brings the file and its manifest, and says how far it is', async () => {
    const seen: number[] = [];
    const pulled = await pull(whole, { onProgress: (received) => seen.push(received) });
    expect(pulled).toEqual({ directory: folder(), present: false });
    expectPulled();
    expect(seen.at(-1)).toBe(content.length);
    expect(server?.requests[0]?.url).toBe('/models/zoo/tiny/tiny-v1.onnx');
    expect(JSON.parse(readFileSync(join(folder(), 'manifest.json'), 'utf8'))).toMatchObject({
      kind: 'classifier',
      name: 'tiny-v1',
      files: { 'model.onnx': { sha256: entry.sha256, bytes: content.length } },
    });
  });

  it('of a model that is there asks nobody', async () => {
    await pull(whole);
    const source = createFolderSource(join(root, 'nowhere'), entry);
    expect(await pullFrom(source)).toMatchObject({ present: true });
  });

  it('replaces a damaged file, and only by the right one', async () => {
    mkdirSync(folder(), { recursive: true });
    writeFileSync(file(), 'damaged');
    await expect(pull((_, response) => response.writeHead(404).end())).rejects.toThrow(refusal('PULL_NOT_FOUND'));
    expect(readFileSync(file(), 'utf8')).toBe('damaged');
    await server?.close();
    await pull(whole);
    expectPulled();
  });

  it('finds a mirror that is flat', async () => {
    await pull((request, response) => {
      if (request.url === '/models/tiny-v1.onnx') whole(request, response, 0);
      else response.writeHead(404).end();
    });
    expectPulled();
  });

  it('follows redirects, and keeps the password of the first server to itself', async () => {
    const other = await openModelServer(whole);
    const url = await serve((_, response) => response.writeHead(302, { location: other.url.href }).end());
    url.username = 'camera';
    url.password = 'p@ss';
    const source = createHttpSource(url, entry, stallMs);
    expect(source.name).not.toContain('p@ss');
    await pullFrom(source);
    expectPulled();
    expect(server?.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from('camera:p@ss').toString('base64')}`);
    expect(other.requests[0]?.headers.authorization).toBeUndefined();
    await other.close();
  });

  it('goes through the proxy that the environment names', async () => {
    const through: string[] = [];
    const proxy = createServer().on('connect', (request, client) => {
      through.push(request.url ?? '');
      const [host, port] = (request.url ?? '').split(':');
      const target = connect(Number(port), host, () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        client.pipe(target).pipe(client);
      });
      client.on('error', () => target.destroy());
      target.on('error', () => client.destroy());
    });
    await new Promise<void>((resolve) => {
      proxy.listen(0, '127.0.0.1', resolve);
    });
    vi.stubEnv('http_proxy', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    await pull(whole);
    expectPulled();
    expect(through).toEqual([server?.url.host]);
    proxy.close();
  });
});

describe('a pull that is cut off', () => {
  it('goes on where it broke off', async () => {
    await pull((request, response, turn) => {
      serveFile(request, response, content, turn < 2 ? { until: 100_000, arrived } : {});
    });
    expectPulled();
    expect(ranges()).toEqual([undefined, 'bytes=100000-', 'bytes=200000-']);
    expect(server?.requests[1]?.headers['if-range']).toBe('"one"');
  });

  it('goes on where a server that fell silent left it', async () => {
    await pull((request, response, turn) => {
      if (turn > 0) return whole(request, response, turn);
      response.writeHead(200, { 'content-length': content.length, etag: '"one"' }).write(content.subarray(0, 50_000));
    });
    expectPulled();
    expect(ranges()).toEqual([undefined, 'bytes=50000-']);
  });

  it('waits no longer than that for an answer to begin', async () => {
    await pull((request, response, turn) => {
      if (turn > 0) whole(request, response, turn);
    });
    expectPulled();
  });

  it('begins again where the server ignores Range', async () => {
    await pull((request, response, turn) => {
      delete request.headers.range;
      serveFile(request, response, content, turn === 0 ? { until: 100_000, arrived } : {});
    });
    expectPulled();
  });

  it('begins again where the file has changed meanwhile', async () => {
    const before = Buffer.alloc(content.length, 'an older version');
    await pull((request, response, turn) => {
      if (turn === 0) serveFile(request, response, before, { etag: '"old"', until: 100_000, arrived });
      else serveFile(request, response, content, { etag: '"new"' });
    });
    expectPulled();
    expect(server?.requests).toHaveLength(2);
  });

  it('begins again where pieces of two versions were mixed by a server that ignores If-Range', async () => {
    const before = Buffer.alloc(content.length, 'an older version');
    await pull((request, response, turn) => {
      delete request.headers['if-range'];
      serveFile(request, response, turn === 0 ? before : content, turn === 0 ? { until: 100_000, arrived } : {});
    });
    expectPulled();
    expect(ranges()).toEqual([undefined, 'bytes=100000-', undefined]);
  });

  it('begins again where the server gives another part than it was asked for', async () => {
    await pull((request, response, turn) => {
      if (turn === 0) serveFile(request, response, content, { until: 100_000, arrived });
      else if (turn === 1) {
        response.writeHead(206, { 'content-range': `bytes 5-${content.length - 1}/${content.length}` });
        response.end(content.subarray(5));
      } else whole(request, response, turn);
    });
    expectPulled();
  });

  it('is patient with a server that is busy, as long as it asks', async () => {
    const waits: number[] = [];
    const began = performance.now();
    const onRetry = (_: string, wait: number) => waits.push(wait);
    await pull(
      (request, response, turn) => {
        if (turn > 1) whole(request, response, turn);
        else response.writeHead(turn === 0 ? 503 : 500, turn === 0 ? { 'retry-after': '1' } : {}).end();
      },
      { onRetry },
    );
    expectPulled();
    expect(waits).toEqual([1000, 2]);
    expect(performance.now() - began).toBeGreaterThan(950);
  });

  it('is aborted at any time, and the next one goes on', async () => {
    const abort = new AbortController();
    const endless: Handler = (request, response) => {
      if (request.headers.range) return whole(request, response, 0);
      response.writeHead(200, { 'content-length': content.length, etag: '"one"' }).write(content.subarray(0, 120_000));
    };
    const onProgress = (received: number) => {
      if (received === 120_000) abort.abort();
    };
    await expect(pull(endless, { onProgress }, abort.signal)).rejects.toThrow(/abort/i);
    expect(left()).toEqual(['model.onnx.part', 'model.onnx.part.json']);
    expect(statSync(`${file()}.part`).size).toBe(120_000);
    const { url, requests } = server as ModelServer;
    await pullFrom(createHttpSource(url, entry, stallMs));
    expectPulled();
    expect(requests).toHaveLength(2);
    expect(requests[1]?.headers).toMatchObject({ range: 'bytes=120000-', 'if-range': '"one"' });
  });

  it('goes on from another source', async () => {
    const half: Handler = (request, response, turn) => {
      if (turn === 0) serveFile(request, response, content, { until: 150_000, arrived });
      else response.destroy();
    };
    await expect(pull(half)).rejects.toThrow(refusal('PULL_UNREACHABLE'));
    expect(statSync(`${file()}.part`).size).toBe(150_000);
    await server?.close();
    await pull(whole);
    expectPulled();
    expect(ranges()).toEqual(['bytes=150000-']);
    expect(server?.requests[0]?.headers['if-range']).toBeUndefined();
  });

  it('does not go on with a part of another file', async () => {
    mkdirSync(folder(), { recursive: true });
    writeFileSync(`${file()}.part`, 'of another file');
    const other = { sha256: '0'.repeat(64), bytes: entry.bytes, origin: { source: 'x' } };
    for (const state of [JSON.stringify(other), '{"sha2']) {
      writeFileSync(`${file()}.part.json`, state);
      await pull(whole);
      expectPulled();
      expect(ranges()).toEqual([undefined]);
      await server?.close();
      rmSync(file());
    }
  });
});

describe('what is not the file of the catalog', () => {
  const wrong = Buffer.from(content).fill(1, 10, 11);

  it.each<[string, string, Handler]>([
    ['a wrong file of the right size', 'PULL_CHECKSUM', (request, response) => serveFile(request, response, wrong)],
    [
      'a file whose stated length is too short',
      'PULL_SIZE',
      (_, response) => response.writeHead(200, { 'content-length': 1000 }).end(content.subarray(0, 1000)),
    ],
    [
      'a file whose stated length is too long',
      'PULL_SIZE',
      (_, response) => response.writeHead(200, { 'content-length': content.length + 9 }).end(content),
    ],
    [
      'more than was wanted, of no stated length',
      'PULL_SIZE',
      (_, response) => response.writeHead(200).end(Buffer.concat([content, Buffer.from('and more')])),
    ],
    [
      'too little again and again, of no stated length',
      'PULL_UNREACHABLE',
      (_, response) => response.writeHead(200).end(content.subarray(0, 1)),
    ],
    [
      'a login page',
      'PULL_PAGE',
      (_, response) => response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>Sign in'),
    ],
    ['a page that the network demands', 'PULL_PAGE', (_, response) => response.writeHead(511).end()],
    ['nothing: not found', 'PULL_NOT_FOUND', (_, response) => response.writeHead(404).end('not here')],
    ['nothing: not allowed', 'PULL_REFUSED', (_, response) => response.writeHead(401).end()],
    ['nothing: an error that stays', 'PULL_UNREACHABLE', (_, response) => response.writeHead(500).end('oh')],
    ['nothing: no redirect ends', 'PULL_REFUSED', (_, response, turn) => redirect(response, turn)],
    [
      'a compressed answer',
      'PULL_REFUSED',
      (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(),
    ],
    ['no HTTP', 'PULL_UNREACHABLE', (_, response) => response.socket?.end('SSH-2.0-OpenSSH_9.2\r\n')],
  ])('is refused and leaves nothing that looks like the model: %s', async (_, code, handler) => {
    await expect(pull(handler)).rejects.toThrow(refusal(code));
    expect(left().filter((name) => !/^model\.onnx\.part(\.json)?$/.test(name))).toEqual([]);
    if (code !== 'PULL_UNREACHABLE') expect(existsSync(folder())).toBe(false);
    expect(server?.requests.length).toBeLessThanOrEqual(7);
    await server?.close();
    await pull(whole);
    expectPulled();
  });

  it('is also a server that is not there', async () => {
    const source = createHttpSource(new URL('http://127.0.0.1:9/'), entry, stallMs);
    await expect(pullFrom(source)).rejects.toThrow(/ECONNREFUSED/);
    expect(existsSync(folder())).toBe(false);
  });
});

describe('a destination', () => {
  it('takes one pull of a model at a time', async () => {
    const slow: Handler = (_, response) => {
      response.writeHead(200, { 'content-length': content.length }).write(content.subarray(0, 1000));
    };
    const abort = new AbortController();
    let first: Promise<unknown> | undefined;
    const begun = new Promise<void>((resolve) => {
      first = pull(slow, { onProgress: () => resolve() }, abort.signal);
    });
    await begun;
    const source = createFolderSource(root, entry);
    await expect(pullFrom(source)).rejects.toThrow(refusal('PULL_BUSY'));
    abort.abort();
    await expect(first).rejects.toThrow();
    writeFileSync(join(root, 'tiny-v1.onnx'), content);
    await pullFrom(source);
    expectPulled();
  });

  it('that is a file is refused', async () => {
    writeFileSync(models, 'a file');
    await expect(pull(whole)).rejects.toThrow(refusal('MODELS_UNWRITABLE'));
  });

  it.runIf(process.getuid?.() !== 0)('that is read-only is refused, and nothing changes', async () => {
    mkdirSync(folder(), { recursive: true });
    chmodSync(folder(), 0o500);
    await expect(pull(whole)).rejects.toThrow(refusal('MODELS_UNWRITABLE'));
    expect(left()).toEqual([]);
    chmodSync(folder(), 0o700);
  });

  it.runIf(canMount())('that is read-only, full or becomes so is refused, and a part waits for room', async () => {
    mkdirSync(models);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k,ro', 'none', models]);
    try {
      await expect(pull(whole)).rejects.toThrow(/read-only file system/);
      execFileSync('mount', ['-o', 'remount,rw', models]);
      await server?.close();
      await expect(pull(whole)).rejects.toThrow(/300000 bytes are needed/);
      expect(left()).toEqual([]);
      execFileSync('mount', ['-o', 'remount,size=400k', models]);
      const fill: DownloadEvents = {
        onProgress: () => {
          if (!existsSync(join(models, 'other'))) writeFileSync(join(models, 'other'), Buffer.alloc(150_000));
        },
      };
      await server?.close();
      await expect(pull(whole, fill)).rejects.toThrow(refusal('MODELS_UNWRITABLE'));
      expect(left()).toEqual(['model.onnx.part', 'model.onnx.part.json']);
      rmSync(join(models, 'other'));
      await server?.close();
      await pull(whole);
      expectPulled();
      execFileSync('mount', ['-o', 'remount,ro', models]);
      expect(await pullFrom(createFolderSource(root, entry))).toMatchObject({ present: true });
    } finally {
      execFileSync('umount', [models]);
    }
  });
});

describe('a folder', () => {
  it.each(['zoo/tiny/tiny-v1.onnx', 'tiny-v1.onnx', 'tiny-v1/model.onnx'])(
    'gives what lies in it at %s',
    async (path) => {
      const stick = join(root, 'stick');
      mkdirSync(dirname(join(stick, path)), { recursive: true });
      writeFileSync(join(stick, path), content);
      await pullFrom(createFolderSource(stick, entry));
      expectPulled();
    },
  );

  it('without the model, or with another of its name, gives nothing', async () => {
    const source = createFolderSource(root, entry);
    await expect(pullFrom(source)).rejects.toThrow(refusal('PULL_NOT_FOUND'));
    writeFileSync(join(root, 'tiny-v1.onnx'), 'short');
    await expect(pullFrom(source)).rejects.toThrow(refusal('PULL_SIZE'));
    writeFileSync(join(root, 'tiny-v1.onnx'), Buffer.alloc(content.length));
    await expect(pullFrom(source)).rejects.toThrow(refusal('PULL_CHECKSUM'));
    expect(existsSync(folder())).toBe(false);
  });
});

function redirect(response: Parameters<Handler>[1], turn: number): void {
  response.writeHead(302, { location: `/round/${turn}` }).end();
}

/** Whether this test may make a small disk of its own. */
function canMount(): boolean {
  const probe = mkdtempSync(join(tmpdir(), 'splitsight-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', probe], { stdio: 'ignore' });
    execFileSync('umount', [probe], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}
