import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Handler, serveFile } from '../testing/model-server.ts';
import { content, entry, refusal, setPullScene, stallMs, whole } from '../testing/pull-scene.ts';
import { createHttpSource } from './http-source.ts';

const scene = setPullScene();

describe('a pull that is cut off', () => {
  it('goes on where it broke off', async () => {
    await scene.pull((request, response, turn) => {
      serveFile(request, response, content, turn < 2 ? { until: 100_000, arrived: scene.arrived } : {});
    });
    scene.expectPulled();
    expect(scene.ranges()).toEqual([undefined, 'bytes=100000-', 'bytes=200000-']);
    expect(scene.server.requests[1]?.headers['if-range']).toBe('"one"');
  });

  it('goes on where a server that fell silent left it, or that gives no answer', async () => {
    const url = await scene.serve((request, response, turn) => {
      if (turn > 1) return whole(request, response, turn);
      if (turn === 0) return;
      response.writeHead(200, { 'content-length': content.length, etag: '"one"' }).write(content.subarray(0, 50_000));
    });
    await scene.pullFrom(createHttpSource(url, entry, 1000));
    scene.expectPulled();
    expect(scene.ranges().slice(0, 3)).toEqual([undefined, undefined, 'bytes=50000-']);
  });

  it('begins again where the server ignores Range', async () => {
    await scene.pull((request, response, turn) => {
      delete request.headers.range;
      serveFile(request, response, content, turn === 0 ? { until: 100_000, arrived: scene.arrived } : {});
    });
    scene.expectPulled();
  });

  it('begins again where the file has changed meanwhile', async () => {
    const before = Buffer.alloc(content.length, 'an older version');
    await scene.pull((request, response, turn) => {
      if (turn === 0) serveFile(request, response, before, { etag: '"old"', until: 100_000, arrived: scene.arrived });
      else serveFile(request, response, content, { etag: '"new"' });
    });
    scene.expectPulled();
    expect(scene.server.requests).toHaveLength(2);
  });

  it('begins again where pieces of two versions were mixed by a server that ignores If-Range', async () => {
    const before = Buffer.alloc(content.length, 'an older version');
    await scene.pull((request, response, turn) => {
      delete request.headers['if-range'];
      serveFile(
        request,
        response,
        turn === 0 ? before : content,
        turn === 0 ? { until: 100_000, arrived: scene.arrived } : {},
      );
    });
    scene.expectPulled();
    expect(scene.ranges()).toEqual([undefined, 'bytes=100000-', undefined]);
  });

  it('begins again where the server gives another part than it was asked for', async () => {
    await scene.pull((request, response, turn) => {
      if (turn === 0) serveFile(request, response, content, { until: 100_000, arrived: scene.arrived });
      else if (turn === 1) {
        response.writeHead(206, { 'content-range': `bytes 5-${content.length - 1}/${content.length}` });
        response.end(content.subarray(5));
      } else whole(request, response, turn);
    });
    scene.expectPulled();
  });

  it('is patient with a server that is busy, as long as it asks', async () => {
    const waits: number[] = [];
    const began = performance.now();
    const onRetry = (_: string, wait: number) => waits.push(wait);
    await scene.pull(
      (request, response, turn) => {
        if (turn > 1) whole(request, response, turn);
        else response.writeHead(turn === 0 ? 503 : 500, turn === 0 ? { 'retry-after': '1' } : {}).end();
      },
      { onRetry },
    );
    scene.expectPulled();
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
    await expect(scene.pull(endless, { onProgress }, abort.signal)).rejects.toThrow(/abort/i);
    expect(scene.left()).toEqual(['model.onnx.part', 'model.onnx.part.json']);
    expect(statSync(`${scene.file}.part`).size).toBe(120_000);
    const { url, requests } = scene.server;
    await scene.pullFrom(createHttpSource(url, entry, stallMs));
    scene.expectPulled();
    expect(requests).toHaveLength(2);
    expect(requests[1]?.headers).toMatchObject({ range: 'bytes=120000-', 'if-range': '"one"' });
  });

  it('goes on from another source', async () => {
    const half: Handler = (request, response, turn) => {
      if (turn === 0) serveFile(request, response, content, { until: 150_000, arrived: scene.arrived });
      else response.destroy();
    };
    await expect(scene.pull(half)).rejects.toThrow(refusal('PULL_UNREACHABLE'));
    expect(statSync(`${scene.file}.part`).size).toBe(150_000);
    await scene.pull(whole);
    scene.expectPulled();
    expect(scene.ranges()).toEqual(['bytes=150000-']);
    expect(scene.server.requests[0]?.headers['if-range']).toBeUndefined();
  });

  it('does not go on with a part of another file', async () => {
    mkdirSync(scene.folder, { recursive: true });
    writeFileSync(`${scene.file}.part`, 'of another file');
    const other = { sha256: '0'.repeat(64), bytes: entry.bytes, origin: { source: 'x' } };
    for (const state of [JSON.stringify(other), '{"sha2']) {
      writeFileSync(`${scene.file}.part.json`, state);
      await scene.pull(whole);
      scene.expectPulled();
      expect(scene.ranges()).toEqual([undefined]);
      rmSync(scene.file);
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
    await expect(scene.pull(handler)).rejects.toThrow(refusal(code));
    expect(scene.left().filter((name) => !/^model\.onnx\.part(\.json)?$/.test(name))).toEqual([]);
    if (code !== 'PULL_UNREACHABLE') expect(existsSync(scene.folder)).toBe(false);
    expect(scene.server.requests.length).toBeLessThanOrEqual(7);
    await scene.pull(whole);
    scene.expectPulled();
  });

  it('is also a server that is not there', async () => {
    const source = createHttpSource(new URL('http://127.0.0.1:9/'), entry, stallMs);
    await expect(scene.pullFrom(source)).rejects.toThrow(/ECONNREFUSED/);
    expect(existsSync(scene.folder)).toBe(false);
  });
});

function redirect(response: Parameters<Handler>[1], turn: number): void {
  response.writeHead(302, { location: `/round/${turn}` }).end();
}
