import type { Millis } from '@splitsight/kernel';
import { type LiveMessage, liveMessageSchema, parseJsonMessage } from '@splitsight/wire';
import { WebSocket } from 'ws';

/** A connection to a server's live WebSocket. */
export interface LiveClient {
  close(): void;
}

/**
 * Connects to `ws://…/api/v1/live`.
 *
 * @param onMessage is called with each message and the moment its last byte arrived, before it was parsed.
 * @returns once the connection is open; rejects when it cannot be.
 */
export function openLiveClient(
  url: string,
  onMessage: (message: LiveMessage, arrivedAt: Millis) => void,
): Promise<LiveClient> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.on('message', (data) => {
      const arrivedAt = Date.now();
      onMessage(parseJsonMessage(liveMessageSchema, String(data)), arrivedAt);
    });
    socket.once('open', () => resolve({ close: () => socket.terminate() }));
    socket.once('error', reject);
  });
}
