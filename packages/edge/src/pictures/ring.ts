import type { Millis } from '@splitsight/kernel';

/** A picture that is kept: a JPEG file in memory. */
export interface KeptPicture {
  /** When the frame was captured; the clock of the feature message of the same frame. */
  readonly capturedAt: Millis;
  readonly jpeg: Uint8Array;
}

/** The recent pictures of a camera. */
export interface PictureRing {
  /** Keeps a picture. @returns how many pictures went before their time, for want of room. */
  put(picture: KeptPicture, now: Millis): number;
  /** The picture nearest to a moment and at most `within` away; the newest for null. */
  find(at: Millis | null, within: Millis, now: Millis): KeptPicture | undefined;
  clear(): void;
  size(): number;
  bytes(): number;
}

/** Makes an empty ring. @param limits its bytes, and how long a picture is kept by the clock that `now` is of, which never steps. */
export function createPictureRing({ maxBytes, maxAge }: { maxBytes: number; maxAge: Millis }): PictureRing {
  let kept: { readonly picture: KeptPicture; readonly at: Millis }[] = [];
  let bytes = 0;

  function drop(count: number): void {
    for (const { picture } of kept.slice(0, count)) bytes -= picture.jpeg.length;
    kept = kept.slice(count);
  }

  function expire(now: Millis): void {
    const first = kept.findIndex(({ at }) => now - at <= maxAge);
    drop(first < 0 ? kept.length : first);
  }

  return {
    put(picture, now) {
      expire(now);
      if (picture.jpeg.length > maxBytes) return 1;
      kept.push({ picture, at: now });
      bytes += picture.jpeg.length;
      let lost = 0;
      for (let over = bytes - maxBytes; over > 0; lost++) over -= kept[lost]?.picture.jpeg.length ?? over;
      drop(lost);
      return lost;
    },
    find(at, within, now) {
      expire(now);
      if (at === null) return kept.at(-1)?.picture;
      let best: KeptPicture | undefined;
      for (const { picture } of kept) {
        const distance = Math.abs(picture.capturedAt - at);
        if (distance <= within && distance < Math.abs((best?.capturedAt ?? Number.POSITIVE_INFINITY) - at))
          best = picture;
      }
      return best;
    },
    clear: () => drop(kept.length),
    size: () => kept.length,
    bytes: () => bytes,
  };
}
