/** At most so many of a list, evenly spread over it, in its order. */
export function spread<Item>(list: readonly Item[], most: number): readonly Item[] {
  const count = Math.min(most, list.length);
  return Array.from({ length: count }, (_, i) => Math.floor((i * list.length) / count)).flatMap((at) =>
    list.slice(at, at + 1),
  );
}
