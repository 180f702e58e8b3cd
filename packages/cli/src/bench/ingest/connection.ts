import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connectPacket } from './packets.ts';

/** One agent's connection, at the bytes: an MQTT client library would be busier than the server. */
export interface Connection {
  /** Sends packets; `count` of them wait for their acknowledgement from now on. */
  send(packets: Buffer, count: number): void;
  /** The id of the next packet. */
  nextId(): number;
  /** Packets that are not acknowledged. */
  open(): number;
  /** Bytes that the server has not taken. */
  unsentBytes(): number;
  close(): void;
}

const maxId = 65_535;
const pubAckBytes = 4;

/** @throws Error when the server is not there or refuses. */
export async function openConnection(
  port: number,
  clientId: string,
  onAcks: (count: number) => void,
): Promise<Connection> {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  socket.write(connectPacket(clientId));
  const [greeting] = (await once(socket, 'data')) as [Buffer];
  if (greeting[0] !== 0x20 || greeting[3] !== 0) throw new Error(`${clientId} was refused`);
  let id = 0;
  let open = 0;
  let bytes = 0;
  // Nothing but acknowledgements comes: the connection subscribes to nothing.
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    const acks = Math.floor(bytes / pubAckBytes);
    bytes -= acks * pubAckBytes;
    open -= acks;
    onAcks(acks);
  });
  socket.on('error', () => {});
  return {
    send(packets, count) {
      open += count;
      socket.write(packets);
    },
    nextId() {
      id = id === maxId ? 1 : id + 1;
      return id;
    },
    open: () => open,
    unsentBytes: () => socket.writableLength,
    close: () => socket.destroy(),
  };
}
