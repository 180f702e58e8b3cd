/** Small pictures by the id of the large one. */
export interface ThumbnailShelf {
  /** The address of the small picture, where it is here already. */
  peek(id: string): string | undefined;
  /** Calls `come` with that address once it is here, or never when it cannot be had. What comes back takes the wish back. */
  want(id: string, come: (address: string) => void): () => void;
}

export interface ShelfOptions {
  readonly load: (id: string) => Promise<string>;
  /** So many are loaded at a time. */
  readonly atOnce: number;
  /** So many are kept; the one that was asked for longest ago goes. */
  readonly most: number;
}

/** Loads what is wanted, the last wish first: whoever scrolls on has it taken back, and sees what stands before them. */
export function createThumbnailShelf({ load, atOnce, most }: ShelfOptions): ThumbnailShelf {
  const kept = new Map<string, string>();
  const wanted = new Map<string, Set<(address: string) => void>>();
  const loading = new Set<string>();

  const peek = (id: string) => {
    const address = kept.get(id);
    if (address !== undefined) {
      kept.delete(id);
      kept.set(id, address);
    }
    return address;
  };
  const next = () => {
    const waiting = [...wanted.keys()].filter((id) => !loading.has(id));
    while (loading.size < atOnce) {
      const id = waiting.pop();
      if (id === undefined) return;
      loading.add(id);
      load(id)
        .then(
          (address) => arrive(id, address),
          // Deleted meanwhile, or nobody is logged in: the card says that there is none, and asks again when it comes back.
          () => wanted.delete(id),
        )
        .finally(() => {
          loading.delete(id);
          next();
        });
    }
  };
  const arrive = (id: string, address: string) => {
    kept.set(id, address);
    for (const oldest of kept.keys()) {
      if (kept.size <= most) break;
      kept.delete(oldest);
    }
    const listeners = wanted.get(id) ?? [];
    wanted.delete(id);
    for (const come of listeners) come(address);
  };

  return {
    peek,
    want(id, come) {
      const listeners = wanted.get(id) ?? new Set();
      wanted.set(id, listeners.add(come));
      next();
      return () => {
        listeners.delete(come);
        if (listeners.size === 0 && wanted.get(id) === listeners) wanted.delete(id);
      };
    },
  };
}
