import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

/**
 * `fetch` over a connection of its own, which is closed after the answer; it follows no redirect.
 *
 * The global `fetch` keeps connections. Where a server comes back at the same port, it may send a request over one whose
 * end it has not read yet, and fails with "other side closed".
 */
export async function fetchOnce(url: string | URL, init: RequestInit = {}): Promise<Response> {
  const asked = new Request(url, init);
  const body = Buffer.from(await asked.arrayBuffer());
  const headers = Object.fromEntries(asked.headers);
  return new Promise((resolve, reject) => {
    const { method, signal } = asked;
    const sending = request(asked.url, { method, headers, signal, agent: false }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => {
        const status = answer.statusCode ?? 0;
        const bytes = decoded(Buffer.concat(parts), answer.headers['content-encoding']);
        const hasBody = status !== 204 && status !== 304;
        resolve(new Response(hasBody ? bytes : null, { status, headers: headersOf(answer.rawHeaders) }));
      });
    });
    sending.on('error', reject);
    sending.end(body);
  });
}

/** What was compressed on its way, as `fetch` gives it. */
function decoded(bytes: Buffer, encoding: string | undefined): Buffer<ArrayBuffer> {
  if (bytes.length > 0 && encoding === 'gzip') return gunzipSync(bytes);
  if (bytes.length > 0 && encoding === 'br') return brotliDecompressSync(bytes);
  return Buffer.from(bytes);
}

/** @param raw names and values in turn. */
function headersOf(raw: readonly string[]): Headers {
  const headers = new Headers();
  for (let i = 0; i + 1 < raw.length; i += 2) headers.append(raw[i] ?? '', raw[i + 1] ?? '');
  return headers;
}
