/** Sends the acknowledgements of a connection: those of one turn together. */
export interface Acknowledger {
  acknowledge(id: number): void;
}

/** PUBACK of MQTT 3.1.1, section 3.4. */
const packetBytes = 4;

/** @param send is given the packets, in the order of their messages. */
export function createAcknowledger(send: (packets: Buffer) => void): Acknowledger {
  let ids: number[] = [];

  function flush(): void {
    const packets = Buffer.allocUnsafe(packetBytes * ids.length);
    for (const [index, id] of ids.entries()) packets.writeUInt32BE(0x4002_0000 + id, packetBytes * index);
    ids = [];
    send(packets);
  }

  return {
    acknowledge(id) {
      if (ids.length === 0) queueMicrotask(flush);
      ids.push(id);
    },
  };
}
