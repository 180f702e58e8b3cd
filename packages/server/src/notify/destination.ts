import type { ChannelSettings } from '@splitsight/wire';
import { reachOfAll } from './reach.ts';
import { addressesOf } from './resolve.ts';

/** Where a channel's messages go. */
export interface Destination {
  /** What somebody agrees to. */
  readonly label: string;
  /** null: outside, wherever that is. */
  readonly hosts: readonly string[] | null;
}

export function destinationOf(settings: ChannelSettings): Destination {
  switch (settings.kind) {
    case 'web_push':
      return { label: 'push services of the browsers', hosts: null };
    case 'webhook':
      return ofUrl(settings.url);
    case 'email':
      return { label: `${settings.host}:${settings.port}`, hosts: [settings.host] };
    case 'telegram':
      return ofUrl(settings.api);
    case 'ntfy':
      return ofUrl(settings.server);
    case 'mqtt':
      return settings.broker === null ? { label: 'the broker of this server', hosts: [] } : ofUrl(settings.broker);
  }
}

/** Whether messages leave the perimeter. A host whose address is not known may be anywhere. */
export async function leavesPerimeter({ hosts }: Destination): Promise<boolean> {
  if (hosts === null) return true;
  const reaches = await Promise.all(
    hosts.map((host) =>
      addressesOf(host)
        .then(reachOfAll)
        .catch(() => 'outside' as const),
    ),
  );
  return reaches.some((reach) => reach !== 'inside');
}

function ofUrl(text: string): Destination {
  const { host, hostname } = new URL(text);
  return { label: host, hosts: [hostname] };
}
