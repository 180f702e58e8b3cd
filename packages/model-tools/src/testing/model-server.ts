import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a server does with one request: `turn` counts them from 0. */
export type Handler = (request: IncomingMessage, response: ServerResponse, turn: number) => void;

/** A web server on loopback that behaves as a test wants. */
export interface ModelServer {
  readonly url: URL;
  readonly requests: readonly IncomingMessage[];
  close(): Promise<void>;
}

export async function openModelServer(handler: Handler): Promise<ModelServer> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    // A client that leaves is part of every test here.
    response.on('error', () => undefined);
    handler(request, response, requests.push(request) - 1);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${port}/models/`),
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What may be odd about {@link serveFile}. */
export interface Oddities {
  readonly etag?: string;
  /** Cut the connection after so many bytes … */
  readonly until?: number;
  /** … as soon as this says that so much of the file has arrived. */
  readonly arrived?: () => number;
}

/** Serves a file as good servers do: with Range, If-Range and an ETag. */
export function serveFile(
  request: IncomingMessage,
  response: ServerResponse,
  content: Buffer,
  oddities: Oddities = {},
): void {
  const { etag = '"one"', until, arrived = () => Infinity } = oddities;
  const [, from] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
  const asked = request.headers['if-range'];
  const start = from !== undefined && (asked === undefined || asked === etag) ? Number(from) : 0;
  if (start >= content.length) {
    response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
    return;
  }
  response.writeHead(start > 0 ? 206 : 200, {
    etag,
    'content-length': content.length - start,
    ...(start > 0 ? { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` } : {}),
  });
  if (until === undefined) {
    response.end(content.subarray(start));
    return;
  }
  response.write(content.subarray(start, start + until));
  const timer = setInterval(() => {
    if (arrived() >= start + until) response.destroy();
  }, 5);
  response.on('close', () => clearInterval(timer));
}
