import type { GraphLinks } from './links.ts';

/**
 * The values that `value` is made of, itself among them. The search does not go past `stop`, nor past what is asked for
 * its shape only.
 */
export function ancestorsOf({ producers }: GraphLinks, value: string, stop?: string): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next) || next === '') continue;
    found.add(next);
    const producer = next === stop ? undefined : producers.get(next);
    if (producer && producer.opType !== 'Shape') open.push(...producer.input);
  }
  return found;
}
