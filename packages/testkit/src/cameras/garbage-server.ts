import { createServer, type Socket } from 'node:net';

/** What a garbage server does to its clients. */
export interface GarbageOptions {
  /**
   * `video`: answers RTSP as a camera does and then sends bytes that are no video; `codec`: offers a codec that nobody
   * knows; `protocol`: speaks no RTSP at all; `silence`: takes the connection and says nothing.
   */
  readonly kind: 'video' | 'codec' | 'protocol' | 'silence';
}

/** A server that looks like a camera from afar. */
export interface GarbageServer {
  /** rtsp://127.0.0.1:port/garbage */
  readonly url: string;
  close(): Promise<void>;
}

/** Opens a server that misbehaves, on a loopback port that the system chooses. For RTSP clients over TCP. */
export async function openGarbageServer({ kind }: GarbageOptions): Promise<GarbageServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let timer: NodeJS.Timeout | undefined;
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      clearInterval(timer);
    });
    if (kind === 'protocol') socket.end(noise(4096, 1));
    if (kind === 'protocol' || kind === 'silence') return;
    let text = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text = (text + chunk).slice(-8192);
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const request = text.slice(0, end);
        text = text.slice(end + 4);
        socket.write(answer(request, kind));
        if (!/^PLAY /m.test(request) || timer) continue;
        let count = 0;
        timer = setInterval(() => socket.write(garbagePacket(count++)), 40);
      }
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `rtsp://127.0.0.1:${port}/garbage`,
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      return closed;
    },
  };
}

/** The answer of RTSP 1.0 (RFC 2326) to a request. */
function answer(request: string, kind: 'video' | 'codec'): string {
  const method = request.slice(0, request.indexOf(' '));
  const sequence = /^CSeq: *(\d+)/im.exec(request)?.[1] ?? '0';
  const lines = ['RTSP/1.0 200 OK', `CSeq: ${sequence}`];
  if (method === 'OPTIONS') lines.push('Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN');
  if (method === 'SETUP') lines.push('Session: 1', 'Transport: RTP/AVP/TCP;unicast;interleaved=0-1');
  if (method === 'PLAY' || method === 'TEARDOWN') lines.push('Session: 1');
  const encoding = kind === 'video' ? 'H264' : 'X-UNKNOWN';
  const body = [
    'v=0',
    'o=- 0 0 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'm=video 0 RTP/AVP 96',
    `a=rtpmap:96 ${encoding}/90000`,
  ];
  const described = method === 'DESCRIBE' ? `${[...body, 'a=control:track', ''].join('\r\n')}` : '';
  if (described) lines.push('Content-Type: application/sdp', `Content-Length: ${described.length}`);
  return `${lines.join('\r\n')}\r\n\r\n${described}`;
}

/** A right RTP header on channel 0, and then anything. */
function garbagePacket(count: number): Uint8Array {
  const packet = Buffer.alloc(4 + 12 + 500);
  packet.write('$', 0, 'latin1');
  packet.writeUInt16BE(512, 2);
  packet.writeUInt8(0x80, 4);
  packet.writeUInt8(0x80 | 96, 5);
  packet.writeUInt16BE(count & 0xffff, 6);
  packet.writeUInt32BE(count * 3600, 8);
  packet.set(noise(500, count), 16);
  return packet;
}

function noise(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (Math.imul(i + 1, 2654435761) ^ Math.imul(seed + 7, 40503)) >>> 13);
}
