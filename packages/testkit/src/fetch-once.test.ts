import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchOnce } from './fetch-once.ts';

let server: Server | undefined;

afterEach(stop);

async function start(answer: RequestListener, port = 0): Promise<number> {
  server = createServer(answer).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function stop(): Promise<void> {
  const stopping = server;
  server = undefined;
  if (!stopping) return;
  stopping.closeAllConnections();
  await new Promise((resolve) => stopping.close(resolve));
}

describe('a request on its own', () => {
  it('reaches a server that has just come back at its port', async () => {
    let port = 0;
    for (let round = 0; round < 50; round++) {
      port = await start((_, answer) => answer.end(String(round)), port);
      const ask = async () => (await fetchOnce(`http://127.0.0.1:${port}`)).text();
      expect(await Promise.all([ask(), ask(), ask()])).toEqual([round, round, round].map(String));
      await stop();
    }
  });

  it('takes no connection that the global fetch has left', async () => {
    const port = await start((_, answer) => answer.end());
    let connections = 0;
    server?.on('connection', () => connections++);
    // biome-ignore lint/style/noRestrictedGlobals: it is what this test is about.
    await (await fetch(`http://127.0.0.1:${port}`)).text();
    for (let i = 0; i < 3; i++) await fetchOnce(`http://127.0.0.1:${port}`);
    expect(connections).toBe(4);
  });

  it('sends a method, headers and any body, and gives the status, headers and bytes of the answer', async () => {
    const port = await start(async (asked, answer) => {
      const parts: Buffer[] = [];
      for await (const part of asked) parts.push(part);
      answer.setHeader('set-cookie', ['a=1', 'b=2']);
      answer.writeHead(418, { 'x-type': String(asked.headers['content-type']) });
      answer.end(`${asked.method} ${asked.headers['x-mine']} ${Buffer.concat(parts)}`);
    });
    const headers = { 'content-type': 'application/json', 'x-mine': 'yes' };
    const answer = await fetchOnce(`http://127.0.0.1:${port}/a`, { method: 'PUT', headers, body: '{"ü":1}' });
    expect([answer.status, answer.ok, answer.headers.get('x-type')]).toEqual([418, false, 'application/json']);
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await answer.text()).toBe('PUT yes {"ü":1}');
    const form = new FormData();
    form.set('file', new Blob(['bytes']), 'a.txt');
    const sent = await fetchOnce(`http://127.0.0.1:${port}/a`, { method: 'POST', body: form });
    expect(sent.headers.get('x-type')).toMatch(/^multipart\/form-data; boundary=/);
    expect(await sent.text()).toContain('filename="a.txt"');
  });

  it('gives what was compressed on its way as it was before', async () => {
    const port = await start(({ headers }, answer) => {
      const [encoding, bytes] =
        headers['accept-encoding'] === 'br' ? ['br', brotliCompressSync('a')] : ['gzip', gzipSync('a')];
      answer.setHeader('content-encoding', encoding).end(bytes);
    });
    for (const accepted of ['br', 'gzip']) {
      const answer = await fetchOnce(`http://127.0.0.1:${port}`, { headers: { 'accept-encoding': accepted } });
      expect([answer.headers.get('content-encoding'), await answer.text()]).toEqual([accepted, 'a']);
    }
  });

  it('has no body where there is none, and rejects when nothing listens, the answer breaks off or it is aborted', async () => {
    const port = await start((asked, answer) => {
      if (asked.url === '/none') answer.writeHead(204).end();
      if (asked.url === '/half') answer.writeHead(200, { 'content-length': 10 }).write('half', () => answer.destroy());
    });
    const none = await fetchOnce(`http://127.0.0.1:${port}/none`);
    expect([none.status, none.body]).toEqual([204, null]);
    await expect(fetchOnce(`http://127.0.0.1:${port}/half`)).rejects.toThrow('aborted');
    const signal = AbortSignal.timeout(20);
    await expect(fetchOnce(`http://127.0.0.1:${port}/never`, { signal })).rejects.toThrow(/abort/);
    await stop();
    await expect(fetchOnce(`http://127.0.0.1:${port}/none`)).rejects.toThrow('ECONNREFUSED');
  });
});
