import type { AlertEvent, ChannelFilter } from '@splitsight/wire';

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

function has<Item>(named: readonly Item[], item: Item | null): boolean {
  return named.length === 0 || (item !== null && named.includes(item));
}
