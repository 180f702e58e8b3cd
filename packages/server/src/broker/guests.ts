import type { Duplex } from 'node:stream';
import type { CameraId, SiteId, Topics } from '@splitsight/wire';
import type { Principal } from '../people/principal.ts';

/** Who comes by WebSocket: who the session's cookie or a token in the header said, and how else one may show a token. */
export interface Guest {
  readonly who: Principal | null;
  /** Whose token it is that an MQTT client sends as its password. */
  byToken(token: string): Principal | null;
}

/** MQTT clients that came through the HTTP port: they need the right to operate, and hear and say what they may see. */
export interface Guests {
  add(stream: Duplex, guest: Guest): void;
  /** Lets a client in, or not. Those that came by TCP are none of these, and always are. */
  admit(stream: Duplex, password: string | undefined): boolean;
  mayPublish(stream: Duplex, topic: string): boolean;
  mayHear(stream: Duplex, topic: string): boolean;
  /** Those whose right does not hold any more. */
  withdrawn(streams: Iterable<Duplex>, holds: (who: Principal) => boolean): readonly Duplex[];
}

export function createGuests(topics: Topics): Guests {
  const coming = new WeakMap<Duplex, Guest>();
  const admitted = new WeakMap<Duplex, Principal>();

  /** What a topic is about; undefined for those of others than this protocol. */
  function placeOf(topic: string): { readonly site: SiteId; readonly camera: CameraId | undefined } | undefined {
    try {
      const parsed = topics.parse(topic);
      return { site: parsed.site, camera: 'camera' in parsed ? parsed.camera : undefined };
    } catch {
      return undefined;
    }
  }

  return {
    add: (stream, guest) => void coming.set(stream, guest),
    admit(stream, password) {
      const guest = coming.get(stream);
      if (!guest) return true;
      const who = guest.who ?? (password === undefined ? null : guest.byToken(password));
      if (!who?.may('operate')) return false;
      admitted.set(stream, who);
      return true;
    },
    mayPublish(stream, topic) {
      const who = admitted.get(stream);
      if (!who || who.seesAll) return true;
      const place = placeOf(topic);
      return place !== undefined && who.sees(place.site, place.camera);
    },
    mayHear(stream, topic) {
      const who = admitted.get(stream);
      if (!who || who.seesAll) return true;
      const place = placeOf(topic);
      // What names no camera may be about all of the site.
      return place?.camera !== undefined && who.sees(place.site, place.camera);
    },
    withdrawn: (streams, holds) =>
      [...streams].filter((stream) => {
        const who = admitted.get(stream);
        return who !== undefined && !holds(who);
      }),
  };
}
