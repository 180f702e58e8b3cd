import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { isCodedError } from '@splitsight/kernel';
import { createWebSocketStream, type WebSocket, WebSocketServer } from 'ws';
import type { Principal } from '../people/principal.ts';

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
  /** Says who asks; null while nobody has logged in. @throws CodedError HTTP_ORIGIN for pages of other sites */
  readonly identify: (request: IncomingMessage) => Principal | null;
  /** Takes a page's WebSocket on /api/v1/live; undefined when there is no room for it. */
  readonly onLive: (socket: LiveSocket, who: Principal) => LiveHandlers | undefined;
  /** Takes an MQTT client's bytes on /mqtt. */
  readonly onMqtt: (stream: Duplex, who: Principal | null) => void;
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

  function openLive(socket: WebSocket, who: Principal): void {
    keepAlive(socket);
    const page: LiveSocket = {
      send: (text) => socket.send(text),
      unsentBytes: () => socket.bufferedAmount,
      close: (code, reason) => socket.close(code, reason),
    };
    const handlers = options.onLive(page, who);
    if (!handlers) {
      socket.close(1013, 'too many pages are watching; try again later');
      return;
    }
    socket.on('message', (data, isBinary) => handlers.onMessage(isBinary ? null : data.toString()));
    socket.on('close', () => handlers.onClose());
  }

  function openMqtt(socket: WebSocket, who: Principal | null): void {
    keepAlive(socket);
    options.onMqtt(createWebSocketStream(socket), who);
  }

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
    if (path !== '/api/v1/live' && path !== '/mqtt') return refuse(socket, '404 Not Found');
    const who = identify(request);
    if (who === 'foreign') return refuse(socket, '403 Forbidden');
    if (path === '/mqtt') {
      // A page that sends as a camera needs a login with the right; programs name no origin, and show the broker a token.
      if (request.headers.origin !== undefined && !who?.may('operate')) return refuse(socket, '401 Unauthorized');
      return mqtt.handleUpgrade(request, socket, head, (client) => openMqtt(client, who));
    }
    if (!who?.may('view')) return refuse(socket, '401 Unauthorized');
    live.handleUpgrade(request, socket, head, (client) => openLive(client, who));
  };

  function identify(request: IncomingMessage): Principal | null | 'foreign' {
    try {
      return options.identify(request);
    } catch (error) {
      if (isCodedError(error)) return 'foreign';
      throw error;
    }
  }
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

function refuse(socket: Duplex, status: string): void {
  socket.on('error', () => {});
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
