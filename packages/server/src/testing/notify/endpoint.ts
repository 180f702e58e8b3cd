import { createServer, type IncomingHttpHeaders } from 'node:http';

/** A request that an endpoint of a test was sent. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What it answers; 200 with nothing unless told. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** A real HTTP server on loopback that remembers what it was sent. */
export interface Endpoint {
  readonly url: string;
  readonly port: number;
  readonly received: readonly Received[];
  /** How many requests were open at a time, at most. */
  peak(): number;
  /** How many are open now. */
  open(): number;
  /** Changes what it answers; `never` leaves requests open. */
  answer(reply: (request: Received) => Reply | 'never' | Promise<Reply>): void;
  close(): Promise<void>;
}

export async function openEndpoint(): Promise<Endpoint> {
  const received: Received[] = [];
  let reply: (request: Received) => Reply | 'never' | Promise<Reply> = () => ({});
  let open = 0;
  let peak = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      // Whoever sent it was killed, or gave up, in the middle of it.
      return;
    }
    const one = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks),
    };
    received.push(one);
    open++;
    peak = Math.max(peak, open);
    response.once('close', () => open--);
    const told = await reply(one);
    if (told === 'never') return;
    response.writeHead(told.status ?? 200, told.headers);
    response.end(told.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    received,
    peak: () => peak,
    open: () => open,
    answer(next) {
      reply = next;
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
