import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { createWebSocketStream, type WebSocket, WebSocketServer } from 'ws';

/** An open WebSocket of a page. */
export interface LiveSocket {
  send(text: string): void;
  /** Bytes that were sent but have not left yet. */
  unsentBytes(): number;
  close(code: number, reason: string): void;
}

/** What the hub does with a page's WebSocket. */
export interface LiveHandlers {
  /** Called with each message; null stands for one that is not text. */
  onMessage(text: string | null): void;
  onClose(): void;
}

export interface DoorOptions {
  /** Takes a page's WebSocket on /api/v1/live; undefined when there is no room for it. */
  readonly onLive: (socket: LiveSocket) => LiveHandlers | undefined;
  /** Takes an MQTT client's bytes on /mqtt. */
  readonly onMqtt: (stream: Duplex) => void;
  readonly maxLiveBytes: number;
  readonly maxMqttBytes: number;
}

const pingEvery = 20_000;

/** The WebSockets of the HTTP server: pages on /api/v1/live, MQTT clients on /mqtt. */
export interface Door {
  /** Disconnects everybody. */
  close(): void;
}

/** Answers the upgrade requests of an HTTP server. */
export function openDoor(server: Server, options: DoorOptions): Door {
  const common = { noServer: true, perMessageDeflate: false, clientTracking: true } as const;
  const live = new WebSocketServer({ ...common, maxPayload: options.maxLiveBytes });
  const mqtt = new WebSocketServer({
    ...common,
    maxPayload: options.maxMqttBytes,
    handleProtocols: (protocols) => (protocols.has('mqtt') ? 'mqtt' : false),
  });
  const quiet = new Set<WebSocket>();

  live.on('connection', (socket) => {
    keepAlive(socket);
    const handlers = options.onLive({
      send: (text) => socket.send(text),
      unsentBytes: () => socket.bufferedAmount,
      close: (code, reason) => socket.close(code, reason),
    });
    if (!handlers) return socket.close(1013, 'too many pages are watching; try again later');
    socket.on('message', (data, isBinary) => handlers.onMessage(isBinary ? null : data.toString()));
    socket.on('close', () => handlers.onClose());
  });
  mqtt.on('connection', (socket) => {
    keepAlive(socket);
    options.onMqtt(createWebSocketStream(socket));
  });

  function keepAlive(socket: WebSocket): void {
    // Without a listener an error of one client would end the process; `close` follows by itself.
    socket.on('error', () => socket.terminate());
    socket.on('pong', () => quiet.delete(socket));
    socket.on('close', () => quiet.delete(socket));
  }

  const timer = setInterval(() => {
    for (const socket of [...live.clients, ...mqtt.clients]) {
      if (quiet.has(socket)) socket.terminate();
      quiet.add(socket);
      socket.ping();
    }
  }, pingEvery);

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const path = request.url?.split('?')[0];
    const target = path === '/api/v1/live' ? live : path === '/mqtt' ? mqtt : undefined;
    if (!target) return refuse(socket, '404 Not Found');
    if (!isSameOrigin(request.headers)) return refuse(socket, '403 Forbidden');
    target.handleUpgrade(request, socket, head, (client) => target.emit('connection', client, request));
  };
  server.on('upgrade', onUpgrade);

  return {
    close() {
      clearInterval(timer);
      server.off('upgrade', onUpgrade);
      for (const socket of live.clients) socket.close(1001, 'the server stops');
      for (const socket of [...live.clients, ...mqtt.clients]) setTimeout(() => socket.terminate(), 200).unref();
      live.close();
      mqtt.close();
    },
  };
}

/**
 * Whether a browser's page comes from this server. Browsers send Origin with every WebSocket (RFC 6455, section 10.2)
 * and let pages of any site open one, so the server must look; other programs send none.
 */
export function isSameOrigin(headers: IncomingMessage['headers']): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

function refuse(socket: Duplex, status: string): void {
  socket.on('error', () => {});
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
