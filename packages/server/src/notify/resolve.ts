import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { messageOf } from '@splitsight/kernel';
import { DeliveryFailure } from './failure.ts';
import { reachOfAll } from './reach.ts';

/** Where a host is to be reached, once it was seen that it may be. */
export interface Resolved {
  /** Connections go to this very address, so that a name cannot lead elsewhere a moment later. */
  readonly address: string;
  readonly family: 4 | 6;
}

/** The addresses of a host; an address is its own. @throws what the resolver says */
export async function addressesOf(host: string): Promise<readonly string[]> {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  if (isIP(bare) !== 0) return [bare];
  return (await lookup(bare, { all: true })).map(({ address }) => address);
}

/**
 * Finds the address to connect to.
 *
 * @param outside whether somebody has agreed that messages leave the perimeter for this host.
 * @throws DeliveryFailure NOTIFY_UNREACHABLE when the name is unknown, NOTIFY_TARGET or NOTIFY_OUTSIDE when messages may
 *   not go there
 */
export async function resolveTarget(host: string, outside: boolean): Promise<Resolved> {
  let addresses: readonly string[];
  try {
    addresses = await addressesOf(host);
  } catch (error) {
    throw new DeliveryFailure('NOTIFY_UNREACHABLE', `${host} (${messageOf(error)})`, { retry: true }, error);
  }
  const reach = reachOfAll(addresses);
  const [address = ''] = addresses;
  if (reach === 'refused') throw new DeliveryFailure('NOTIFY_TARGET', `${host} is ${address}`, { retry: false });
  if (reach === 'outside' && !outside) throw new DeliveryFailure('NOTIFY_OUTSIDE', host, { retry: true });
  return { address, family: isIP(address) === 6 ? 6 : 4 };
}
