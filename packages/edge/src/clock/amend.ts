import { isCodedError, type Millis } from '@splitsight/kernel';
import { type BootId, decodeFeatureMessage, encodeFeatureMessage } from '@splitsight/wire';

/** What is known of the stamps of before the server had first told its time. */
export interface Amendment {
  /** What they are to be moved by. */
  readonly by: Millis;
  readonly bootId: BootId;
  /** The topics of cameras, each with the first sequence number that was stamped right. */
  readonly from: ReadonlyMap<string, number>;
}

/** Puts the stamp of a message right that was made before the time was known; any other comes back as it is. */
export function amendMessage(topic: string, payload: Uint8Array, { by, bootId, from }: Amendment): Uint8Array {
  const first = from.get(topic);
  if (first === undefined) return payload;
  try {
    const message = decodeFeatureMessage(payload);
    if (message.bootId !== bootId || message.sequence >= first) return payload;
    return encodeFeatureMessage({ ...message, capturedAt: Math.max(0, message.capturedAt + by) });
  } catch (error) {
    // Pictures go by topics of their own; what else cannot be read is the server's to refuse.
    if (!isCodedError(error)) throw error;
    return payload;
  }
}
