import { randomBytes } from 'node:crypto';
import { isCodedError, type Millis, type Tally } from '@splitsight/kernel';
import {
  type CameraId,
  decodePictureMessage,
  hex8,
  type PictureMessage,
  type PictureReason,
  type PictureRequest,
  type PictureRequestId,
  type SiteId,
  type Topics,
} from '@splitsight/wire';
import type { Broker } from '../broker/broker.ts';

/** Why a message on a snapshot topic is not used. `unasked`: nobody waits for it, any more or at all. */
export const pictureDropReasons = ['garbage', 'unasked', 'wrong_camera'] as const;
export type PictureDropReason = (typeof pictureDropReasons)[number];

/** Asks agents for pictures over MQTT, each question with an id of its own. */
export interface PictureAsker {
  /** Resolves in any case, within the timeout times the tries: with a JPEG file, not looked at, or why there is none. */
  ask(from: { site: SiteId; camera: CameraId }, question: Omit<PictureRequest, 'id'>): Promise<PictureAnswer>;
  /** Takes a message of a snapshot topic; what nobody asked for is dropped and counted. */
  hear(topic: string, payload: Uint8Array): void;
  /** Answers everybody who waits with `stopped`. */
  stop(): void;
}

export type PictureAnswer =
  | { readonly jpeg: Uint8Array; readonly capturedAt: Millis }
  | { readonly jpeg: null; readonly reason: PictureReason };

export interface AskerOptions {
  readonly topics: Topics;
  readonly broker: Pick<Broker, 'publish'>;
  readonly dropped: Tally<PictureDropReason>;
  /** How long an answer is waited for, each time. */
  readonly timeout: Millis;
}

interface Pending {
  readonly topic: string;
  settle(answer: PictureAnswer): void;
}

/** A request is sent once more when no answer came; its id stays, so that the first answer counts. */
const tries = 2;
const maxPending = 256;

export function createPictureAsker({ topics, broker, dropped, timeout }: AskerOptions): PictureAsker {
  const pending = new Map<PictureRequestId, Pending>();
  let isStopped = false;

  function answerOf({ outcome, jpeg, capturedAt }: PictureMessage): PictureAnswer {
    return outcome === 'picture' ? { jpeg, capturedAt } : { jpeg: null, reason: outcome };
  }

  return {
    ask({ site, camera }, question) {
      if (isStopped) return Promise.resolve({ jpeg: null, reason: 'stopped' });
      if (pending.size >= maxPending) return Promise.resolve({ jpeg: null, reason: 'busy' });
      const id = hex8<PictureRequestId>(randomBytes(8));
      const request: PictureRequest = { id, ...question };
      const ask = topics.format({ kind: 'camera', site, camera, leaf: 'snapshot/get' });
      return new Promise((resolve) => {
        let tried = 0;
        let timer: NodeJS.Timeout | undefined;
        const settle = (answer: PictureAnswer) => {
          clearTimeout(timer);
          pending.delete(id);
          resolve(answer);
        };
        const send = () => {
          if (tried++ === tries) return settle({ jpeg: null, reason: 'timeout' });
          timer = setTimeout(send, timeout);
          broker.publish(ask, JSON.stringify(request));
        };
        pending.set(id, { topic: topics.format({ kind: 'camera', site, camera, leaf: 'snapshot' }), settle });
        send();
      });
    },
    hear(topic, payload) {
      let message: PictureMessage;
      try {
        message = decodePictureMessage(payload);
      } catch (error) {
        if (!isCodedError(error)) throw error;
        return dropped.add('garbage');
      }
      const waiting = pending.get(message.id);
      if (!waiting) return dropped.add('unasked');
      if (waiting.topic !== topic) return dropped.add('wrong_camera');
      waiting.settle(answerOf(message));
    },
    stop() {
      isStopped = true;
      for (const { settle } of pending.values()) settle({ jpeg: null, reason: 'stopped' });
    },
  };
}
