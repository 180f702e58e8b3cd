import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Opens the live WebSocket as a page does, and never reads from it. */
export async function openDeafPage(http: string): Promise<Socket> {
  const { hostname, port, host } = new URL(http);
  const socket = connect(Number(port), hostname).on('error', () => {});
  await once(socket, 'connect');
  const lines = ['GET /api/v1/live HTTP/1.1', `Host: ${host}`, 'Connection: Upgrade', 'Upgrade: websocket'];
  const key = ['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', '', ''];
  // A socket that nobody listens to is paused, and the system's buffers fill up.
  socket.write([...lines, ...key].join('\r\n'));
  return socket;
}
