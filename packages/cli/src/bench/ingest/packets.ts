import { type BootId, encodeFeatureMessage, type FeatureMessage } from '@splitsight/wire';

/** A PUBLISH packet at QoS 1 of one camera, in which every message differs in the same bytes. */
export interface PacketTemplate {
  readonly bytes: Buffer;
  readonly idAt: number;
  readonly sequenceAt: number;
  readonly capturedAt: number;
}

/** From here on a sequence number takes five bytes of CBOR, so that all packets of a camera are of one length. */
export const firstSequence = 65_536;

/** CONNECT of MQTT 3.1.1 with a clean session and a client id of fewer than 100 characters. */
export function connectPacket(clientId: string): Buffer {
  const head = Buffer.from([0x10, 12 + clientId.length, 0, 4, ...Buffer.from('MQTT'), 4, 2, 0, 0, 0, clientId.length]);
  return Buffer.concat([head, Buffer.from(clientId)]);
}

/** @param message what is sent but for its sequence number and capture time. */
export function publishTemplate(
  topic: string,
  message: Omit<FeatureMessage, 'sequence' | 'capturedAt'>,
): PacketTemplate {
  // Values whose bytes are found again in what was encoded.
  const marks = { sequence: 0xa1b2c3d4, capturedAt: 0x1_2233_4455 };
  const payload = Buffer.from(encodeFeatureMessage({ ...message, ...marks }));
  const name = Buffer.from(topic);
  const length = 2 + name.length + 2 + payload.length;
  const head = Buffer.from([0x32, (length & 0x7f) | 0x80, length >> 7, 0, name.length]);
  const bytes = Buffer.concat([head, name, Buffer.alloc(2), payload]);
  const payloadAt = head.length + name.length + 2;
  return {
    bytes,
    idAt: payloadAt - 2,
    sequenceAt: bytes.indexOf(Buffer.from('1aa1b2c3d4', 'hex'), payloadAt) + 1,
    capturedAt: bytes.indexOf(Buffer.from('1b0000000122334455', 'hex'), payloadAt) + 1,
  };
}

/** What differs between the messages of a camera. */
export interface Stamp {
  readonly id: number;
  readonly sequence: number;
  readonly capturedAt: number;
}

/** Writes a packet into a buffer. @returns where the next one goes. */
export function writePacket(
  into: Buffer,
  at: number,
  template: PacketTemplate,
  { id, sequence, capturedAt }: Stamp,
): number {
  into.set(template.bytes, at);
  into.writeUInt16BE(id, at + template.idAt);
  into.writeUInt32BE(sequence, at + template.sequenceAt);
  into.writeUInt32BE(Math.floor(capturedAt / 2 ** 32), at + template.capturedAt);
  into.writeUInt32BE(capturedAt % 2 ** 32, at + template.capturedAt + 4);
  return at + template.bytes.length;
}

/** The boot id of a run: other than any before. */
export function bootIdOf(now: number): BootId {
  return now.toString(16).padStart(16, '0') as BootId;
}
