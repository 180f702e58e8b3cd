import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { pipeline } from 'node:stream';
import { type Alert, type CameraView, type LiveMessage, liveRequestSchema, parseJsonMessage } from '@splitsight/wire';
import { type WebSocket, WebSocketServer } from 'ws';

export interface LiveServerOptions {
  /** The built page; without one only the WebSocket is served. */
  readonly directory?: string;
  /** 0, or left out: the system chooses. */
  readonly port?: number;
  readonly hello: () => LiveMessage;
  /** What the server's clock is ahead of this machine's, in milliseconds. */
  readonly clockAhead?: number;
  /** Answers the API's GETs as JSON, bytes as a JPEG file; undefined is answered with 404. */
  readonly api?: (address: URL) => unknown;
  /** What a file of the page waits for before it is sent. */
  readonly hold?: (path: string) => Promise<unknown>;
}

/**
 * A stand-in for the server: the page's files and its live WebSocket, on loopback. A page that connects again hears of the cameras
 * and alerts that were told meanwhile, as from the server.
 */
export interface LiveServer {
  readonly port: number;
  readonly connections: () => number;
  /** Sends a message, or any text, to every page. */
  send(message: LiveMessage | string): void;
  /** From now on hears nothing and says nothing, as a machine that was unplugged. */
  setDeaf(deaf: boolean): void;
  /** Ends the WebSockets that pages have; they connect again. */
  cut(): void;
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

/** Nobody has to log in. */
const me = { kind: 'local', name: 'local', full_name: '', role: 'admin', places: null, ends_at: null };

/** What every page asks for. */
const always: Readonly<Record<string, object>> = {
  '/api/v1/me': { me },
  '/api/v1/arming': { sites: [] },
  '/api/v1/troubles': { troubles: [], total: 0 },
  '/api/v1/pictures': { pictures: [] },
  '/api/v1/picture-policies': { sites: [] },
};

export async function openLiveServer(options: LiveServerOptions): Promise<LiveServer> {
  const sockets = new Set<WebSocket>();
  const told = createTold();
  let deaf = false;
  const http = createServer((request, response) => {
    const address = new URL(request.url ?? '/', 'http://x');
    const path = normalize(address.pathname);
    if (path.startsWith('/api/')) {
      const answer = options.api?.(address) ?? always[path];
      if (answer instanceof Uint8Array) return response.writeHead(200, { 'content-type': 'image/jpeg' }).end(answer);
      const refusal = { error: { code: 'HTTP_NOT_FOUND', message: path } };
      response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
      return response.end(JSON.stringify(answer ?? refusal));
    }
    const file = fileOf(options.directory ?? '/nonexistent', path, request.headers.accept);
    if (!existsSync(file)) return response.writeHead(404).end();
    response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream');
    response.setHeader(
      'content-security-policy',
      "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'",
    );
    // A page that leaves, or a file that does, ends it.
    const send = () => pipeline(createReadStream(file), response, () => response.destroy());
    void (options.hold?.(path) ?? Promise.resolve()).then(send);
  });
  const live = new WebSocketServer({ server: http, path: '/api/v1/live' });
  const say = (socket: WebSocket, message: LiveMessage | string) => {
    if (!deaf) socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  };
  live.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('message', (data) => {
      const ping = parseJsonMessage(liveRequestSchema, String(data));
      say(socket, { type: 'pong', t: ping.t, server_time: Date.now() + (options.clockAhead ?? 0) });
    });
    say(socket, told.greet(options.hello()));
  });
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    port: (http.address() as AddressInfo).port,
    connections: () => sockets.size,
    send(message) {
      told.note(message);
      for (const socket of sockets) say(socket, message);
    },
    setDeaf(value) {
      deaf = value;
    },
    cut() {
      for (const socket of sockets) socket.terminate();
    },
    async close() {
      for (const socket of sockets) socket.terminate();
      live.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

/** As the server: an address of the page's own making is answered with the page. */
function fileOf(directory: string, path: string, accept = ''): string {
  const file = join(directory, path);
  return path === '/' || (!existsSync(file) && accept.includes('text/html')) ? join(directory, 'index.html') : file;
}

/** What a page would have to know that was not there when it was said. */
function createTold() {
  const cameras = new Map<string, CameraView>();
  const alerts = new Map<string, Alert>();
  const keyOf = ({ site, camera }: CameraView) => `${site}/${camera}`;
  return {
    note(message: LiveMessage | string) {
      if (typeof message === 'string') return;
      if (message.type === 'camera') cameras.set(keyOf(message.camera), message.camera);
      if (message.type === 'alert') alerts.set(message.event.after.id, message.event.after);
    },
    greet(hello: LiveMessage): LiveMessage {
      if (hello.type !== 'hello') return hello;
      return {
        ...hello,
        cameras: [
          ...new Map([...hello.cameras.map((camera) => [keyOf(camera), camera] as const), ...cameras]).values(),
        ],
        alerts: [...new Map([...hello.alerts.map((alert) => [alert.id, alert] as const), ...alerts]).values()].slice(
          -200,
        ),
      };
    },
  };
}
