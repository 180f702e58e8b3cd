/** Sets that only ever merge (union-find). The smallest member stands for a set. */
export interface Union {
  /** The smallest member of the set that `item` is in. */
  find(item: number): number;
  /** Merges two sets. @returns false when they were one already. */
  join(a: number, b: number): boolean;
}

/** Starts with `count` sets of one item each, 0 to count − 1. */
export function createUnion(count: number): Union {
  const parents = Int32Array.from({ length: count }, (_, item) => item);
  const find = (item: number): number => {
    let at = item;
    for (let up = parents[at] as number; up !== at; up = parents[at] as number) {
      const above = parents[up] as number;
      parents[at] = above;
      at = above;
    }
    return at;
  };
  return {
    find,
    join(a, b) {
      const [rootA, rootB] = [find(a), find(b)];
      if (rootA === rootB) return false;
      parents[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
      return true;
    },
  };
}
