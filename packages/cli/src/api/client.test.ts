import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ApiClient, createApiClient } from './client.ts';

/** What the server of a test says: status and body, by path. */
const answers: Readonly<Record<string, readonly [status: number, body: string]>> = {
  '/api/v1/good?head=fire': [200, '{"n":1}'],
  '/api/v1/other': [200, '{"n":"one"}'],
  '/api/v1/page': [200, '<!doctype html>'],
  '/api/v1/refused': [409, '{"error":{"code":"REGISTRY_CHANGED","message":"somebody was faster"}}'],
  '/api/v1/proxy': [502, 'Bad gateway'],
};
const schema = z.object({ n: z.int() });

let server: Server;
let client: ApiClient;
const stop = new AbortController();

beforeEach(async () => {
  server = createServer(({ url = '' }, response) => {
    const [status, body] = answers[url] ?? [404, '{}'];
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  client = createApiClient({ server: `http://127.0.0.1:${port}`, signal: stop.signal });
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('the client of the API', () => {
  it('gives the parsed answer, and leaves out what is not asked for', async () => {
    expect(await client.get('/api/v1/good', schema, { head: 'fire', site: undefined })).toEqual({ n: 1 });
  });

  it('passes on the code and the words of the server', async () => {
    await expect(client.post('/api/v1/refused', schema, {})).rejects.toMatchObject({
      code: 'REGISTRY_CHANGED',
      message: 'somebody was faster',
    });
  });

  it.each(['/api/v1/other', '/api/v1/page', '/api/v1/proxy', '/api/v1/missing'])(
    'says that %s is no answer',
    async (path) => {
      await expect(client.get(path, schema)).rejects.toMatchObject({ code: 'API_ANSWER' });
    },
  );

  it('says that nobody answers, and where', async () => {
    const closed = createApiClient({ server: 'http://127.0.0.1:1', signal: stop.signal });
    const message = expect.stringContaining('http://127.0.0.1:1');
    await expect(closed.get('/api/v1/good', schema)).rejects.toMatchObject({ code: 'API_UNREACHABLE', message });
  });
});
