import { isCodedError, type Millis, type Service, sleep } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import { type CameraId, enabledWordSchema, parseMessage, type SiteId, type Topics } from '@splitsight/wire';
import type { Uplink } from '../uplink.ts';
import type { SwitchedCamera } from './switched.ts';

/** What {@link hearSwitches} works with. */
export interface SwitchParts {
  readonly topics: Topics;
  readonly site: SiteId;
  readonly uplink: Pick<Uplink, 'hear'>;
  readonly cameras: ReadonlyMap<CameraId, Pick<SwitchedCamera, 'turn'>>;
  readonly log: Pick<Logger, 'warn'>;
}

/** Longer messages are no words. */
const maxBytes = 64;
const logEvery = 1000;
/** Cameras are not kept waiting for longer by a link that is there and carries nothing. */
const patience: Millis = 3_000;

/**
 * Switches the cameras as the server says; what it said last holds while it is away.
 *
 * Its start waits until the server's word is known, or nobody is there who could say it: until then nothing is to be pulled.
 */
export function hearSwitches({ topics, site, uplink, cameras, log }: SwitchParts): Service {
  let garbage = 0;
  const known = new AbortController();
  uplink.hear({
    filters: [topics.everyOf(site, 'enabled/state')],
    onSettled: () => known.abort(),
    onMessage(topic, payload) {
      // It was cleared: nobody says anything else now.
      if (payload.length === 0) return;
      try {
        const parsed = topics.parse(topic);
        // Other nodes of the site have their own cameras.
        const camera = parsed.kind === 'camera' ? cameras.get(parsed.camera) : undefined;
        camera?.turn(parseMessage(enabledWordSchema, new TextDecoder().decode(payload.subarray(0, maxBytes))) === 'ON');
      } catch (error) {
        if (!isCodedError(error)) throw error;
        if (garbage++ % logEvery === 0) log.warn('a switch says neither ON nor OFF', { topic, count: garbage });
      }
    },
  });
  return {
    start: (signal) => sleep(patience, AbortSignal.any([signal, known.signal])),
    async stop() {
      known.abort();
    },
  };
}
