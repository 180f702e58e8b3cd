import { once } from 'node:events';
import { connect } from 'node:net';

/** Publishes one MQTT message at QoS 0 and leaves: three packets of MQTT 3.1.1, with a body of less than 16 KiB. */
export async function publishOnce(port: number, topic: string, payload: Uint8Array): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  const client = text('test');
  socket.write(packet(0x10, [text('MQTT'), Buffer.from([4, 2, 0, 60]), client]));
  await once(socket, 'data');
  socket.write(packet(0x30, [text(topic), Buffer.from(payload)]));
  socket.end(Buffer.from([0xe0, 0]));
  await once(socket, 'close');
}

function packet(kind: number, parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length = body.length < 128 ? [body.length] : [(body.length % 128) | 128, body.length >> 7];
  return Buffer.concat([Buffer.from([kind, ...length]), body]);
}

function text(of: string): Buffer {
  const bytes = Buffer.from(of);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
}
