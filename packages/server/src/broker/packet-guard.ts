/** Watches the bytes of a connection for packets that are too large. */
export interface PacketGuard {
  /** Looks at the next bytes. @returns false from the first packet on that is larger than allowed. */
  admits(chunk: Uint8Array): boolean;
}

/**
 * Follows the fixed headers of MQTT 3.1.1 (section 2.2): one byte, then the remaining length in 1 to 4 bytes of 7 bits.
 *
 * A broker that first waits for a packet's announced bytes (up to 256 MB) is refused them here, at the header.
 */
export function createPacketGuard(maxPacketBytes: number): PacketGuard {
  /** Bytes of the current packet's body that are still to come. */
  let body = 0;
  /** How many length bytes were read; −1 before the first byte of a packet. */
  let lengthBytes = -1;
  let length = 0;
  let ok = true;

  function readLengthByte(byte: number): void {
    length += (byte & 0x7f) * 128 ** lengthBytes;
    lengthBytes++;
    const isLast = byte < 0x80;
    if (length > maxPacketBytes || (!isLast && lengthBytes === 4)) ok = false;
    if (!isLast) return;
    body = length;
    lengthBytes = -1;
    length = 0;
  }

  return {
    admits(chunk) {
      for (let at = 0; ok && at < chunk.length; ) {
        if (body > 0) {
          const skipped = Math.min(body, chunk.length - at);
          body -= skipped;
          at += skipped;
        } else if (lengthBytes < 0) {
          lengthBytes = 0;
          at++;
        } else readLengthByte(chunk[at++] ?? 0);
      }
      return ok;
    },
  };
}
