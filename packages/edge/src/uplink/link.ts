import type { MqttClient } from 'mqtt';
import type { Link } from '../delivery.ts';

/** The messages' way over a connection; `prepare` gives the bytes of a message just before it is sent. */
export function createLink(client: MqttClient, prepare: (topic: string, payload: Uint8Array) => Uint8Array): Link {
  return {
    send(topic, made, onArrived) {
      const payload = prepare(topic, made);
      // Without a copy: mqtt.js wants a Buffer.
      const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
      client.publish(topic, bytes, { qos: 1 }, (error) => {
        if (!error) onArrived();
      });
    },
    ping(onAnswer) {
      const look = ({ cmd }: { cmd: string }) => {
        if (cmd !== 'pingresp') return;
        client.off('packetreceive', look);
        onAnswer();
      };
      client.on('packetreceive', look);
      client.sendPing();
    },
    end: () => void client.stream.destroy(),
  };
}
