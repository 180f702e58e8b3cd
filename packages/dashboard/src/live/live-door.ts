import { type LiveMessage, liveMessageSchema, parseMessage } from '@splitsight/wire';

/** Longer texts are not looked at: a hello of a thousand cameras is about 0.3 MB. */
export const maxLiveCharacters = 4_000_000;

/** Reads what came over the WebSocket; undefined when it is not a message of this protocol, whatever it is. */
export function readLiveMessage(data: unknown): LiveMessage | undefined {
  if (typeof data !== 'string' || data.length > maxLiveCharacters) return undefined;
  try {
    return parseMessage(liveMessageSchema, JSON.parse(data));
  } catch {
    return undefined;
  }
}
