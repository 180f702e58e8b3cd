import type { GraphLinks } from './links.ts';

/** The values that `value` is made of, itself among them; the search does not go past `stop`. */
export function ancestorsOf({ producers }: GraphLinks, value: string, stop?: string): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next) || next === '') continue;
    found.add(next);
    if (next !== stop) open.push(...(producers.get(next)?.input ?? []));
  }
  return found;
}
