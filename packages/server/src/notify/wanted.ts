import type { AlertEvent, ChannelFilter, Trouble } from '@splitsight/wire';

/** Whether a channel tells of a turn in an alert's life. */
export function isWanted(filter: ChannelFilter, { type, after }: AlertEvent): boolean {
  const { site, camera, head, zone, rule, severity } = after;
  return (
    type !== 'update' &&
    filter.events.includes(type) &&
    (severity === 'alert' || filter.severity === 'detection') &&
    has(filter.sites, site) &&
    has(filter.cameras, `${site}/${camera}`) &&
    has(filter.heads, head) &&
    has(filter.zones, zone) &&
    has(filter.rules, rule)
  );
}

/** Whether a channel tells of a trouble, and of its end. Of the server's every channel that wants troubles at all. */
export function isTroubleWanted(filter: ChannelFilter, { site, camera }: Pick<Trouble, 'site' | 'camera'>): boolean {
  if (!filter.trouble) return false;
  if (site === null) return true;
  const isOfCamera = (ref: string) => (camera === null ? ref.startsWith(`${site}/`) : ref === `${site}/${camera}`);
  return has(filter.sites, site) && (filter.cameras.length === 0 || filter.cameras.some(isOfCamera));
}

function has<Item>(named: readonly Item[], item: Item | null): boolean {
  return named.length === 0 || (item !== null && named.includes(item));
}
