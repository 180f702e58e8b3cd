/** A PUBLISH packet at QoS 0 or 1, whole. Topic and payload are views into what came over the network. */
export interface PublishView {
  readonly topic: string;
  readonly payload: Buffer;
  /** What an acknowledgement names; 0 at QoS 0, which has none. */
  readonly id: number;
  readonly qos: 0 | 1;
}

/** Looks at the bytes of a connection, packet by packet, before the broker does. */
export interface PacketSieve {
  /**
   * Takes the next bytes of the connection.
   *
   * @returns what is left for the broker, in order; undefined from the first packet on that is larger than allowed.
   */
  sift(chunk: Buffer): Buffer | undefined;
}

export interface SieveOptions {
  /** A larger packet is refused at its header, before its bytes come. */
  readonly maxPacketBytes: number;
  /** Told of each PUBLISH packet at QoS 0 or 1. @returns whether it is taken: the broker does not see it then. */
  readonly take: (packet: PublishView) => boolean;
}

const publish = 3;

/**
 * Follows the fixed headers of MQTT 3.1.1 (section 2.2): one byte, then the remaining length in 1 to 4 bytes of 7 bits. Headers
 * and PUBLISH packets that come in pieces are kept until they are whole; everything else passes as it comes.
 */
export function createPacketSieve({ maxPacketBytes, take }: SieveOptions): PacketSieve {
  /** The pieces of a header or a PUBLISH packet that is not whole yet, and how many bytes are missing for a next look. */
  let held: Buffer[] = [];
  let missing = 0;
  /** Bytes of a packet that pass unseen. */
  let passing = 0;
  let isTooLarge = false;

  /** Goes through bytes from the start of a packet or the middle of one that passes; keeps what is not whole. */
  function divide(bytes: Buffer): readonly Buffer[] {
    const left: Buffer[] = [];
    let kept = 0;
    let at = 0;
    const pass = (end: number) => {
      if (end > kept) left.push(bytes.subarray(kept, end));
    };
    while (at < bytes.length) {
      if (passing > 0) {
        const skipped = Math.min(passing, bytes.length - at);
        passing -= skipped;
        at += skipped;
        continue;
      }
      const header = readHeader(bytes, at);
      if (header && header.length > maxPacketBytes) {
        isTooLarge = true;
        return left;
      }
      const end = header ? header.bodyAt + header.length : Number.POSITIVE_INFINITY;
      if (header && (bytes[at] ?? 0) >> 4 !== publish) passing = end - at;
      else if (end > bytes.length) {
        pass(at);
        held = [bytes.subarray(at)];
        missing = header ? end - bytes.length : 1;
        return left;
      } else {
        const packet = readPublish(bytes, at, header?.bodyAt ?? at, end);
        if (packet && take(packet)) {
          pass(at);
          kept = end;
        }
        at = end;
      }
    }
    pass(at);
    return left;
  }

  return {
    sift(chunk) {
      if (isTooLarge) return undefined;
      let bytes = chunk;
      if (held.length > 0) {
        held.push(chunk);
        missing -= chunk.length;
        if (missing > 0) return nothing;
        bytes = Buffer.concat(held);
        held = [];
      }
      const [first = nothing, ...more] = divide(bytes);
      if (isTooLarge) return undefined;
      return more.length > 0 ? Buffer.concat([first, ...more]) : first;
    },
  };
}

const nothing = Buffer.alloc(0);
/** A length of five bytes is not of this protocol. */
const endless = { bodyAt: 0, length: Number.POSITIVE_INFINITY };

interface FixedHeader {
  readonly bodyAt: number;
  readonly length: number;
}

/** Undefined: the header is not whole. */
function readHeader(bytes: Buffer, at: number): FixedHeader | undefined {
  let length = 0;
  for (let digit = 0; digit < 4; digit++) {
    const byte = bytes[at + 1 + digit];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 128 ** digit;
    if (byte < 0x80) return { bodyAt: at + 2 + digit, length };
  }
  return endless;
}

/** Section 3.3. Undefined: not at QoS 0 or 1, or not a packet that a broker takes. */
function readPublish(bytes: Buffer, at: number, bodyAt: number, end: number): PublishView | undefined {
  const qos = ((bytes[at] ?? 0) >> 1) & 3;
  if (qos > 1 || bodyAt + 2 > end) return undefined;
  const topicEnd = bodyAt + 2 + bytes.readUInt16BE(bodyAt);
  const payloadAt = topicEnd + 2 * qos;
  if (payloadAt > end) return undefined;
  const id = qos === 1 ? bytes.readUInt16BE(topicEnd) : 0;
  if (qos === 1 && id === 0) return undefined;
  // A topic beyond ASCII is read wrongly here: it is nobody's, and left to the broker.
  return {
    topic: bytes.toString('latin1', bodyAt + 2, topicEnd),
    payload: bytes.subarray(payloadAt, end),
    id,
    qos: qos === 1 ? 1 : 0,
  };
}
