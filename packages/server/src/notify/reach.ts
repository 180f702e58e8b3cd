import { BlockList, isIP } from 'node:net';

/** Where an address is: inside the perimeter, outside, or where messages never go. */
export type Reach = 'inside' | 'outside' | 'refused';

/** This machine and private networks. https://www.rfc-editor.org/rfc/rfc1918, rfc4193 */
const inside = blockList(['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '::1/128', 'fc00::/7']);

/**
 * Link-local addresses, where clouds answer with credentials (169.254.169.254), those of the same kind elsewhere, and what
 * is nobody's own address. https://www.iana.org/assignments/iana-ipv4-special-registry
 */
const refused = blockList([
  '0.0.0.0/8',
  '169.254.0.0/16',
  '100.100.100.200/32',
  '168.63.129.16/32',
  '192.0.0.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
  'fd00:ec2::254/128',
  'fd20:ce::254/128',
  // Tunnels with an IPv4 address inside.
  '2001::/32',
  '2002::/16',
  '64:ff9b:1::/48',
]);
const nat64 = blockList(['64:ff9b::/96']);

/** Where an IP address is. IPv4 addresses in IPv6 clothes count as what they are. */
export function reachOf(address: string): Reach {
  const version = isIP(address);
  if (version === 0) return 'refused';
  const family = version === 6 ? 'ipv6' : 'ipv4';
  if (family === 'ipv6' && nat64.check(address, family)) return reachOf(embedded(address));
  if (refused.check(address, family)) return 'refused';
  return inside.check(address, family) ? 'inside' : 'outside';
}

/** The reach of a name with several addresses: none may be refused, and one outside makes it outside. */
export function reachOfAll(addresses: readonly string[]): Reach {
  const reaches = addresses.map(reachOf);
  if (reaches.length === 0 || reaches.includes('refused')) return 'refused';
  return reaches.includes('outside') ? 'outside' : 'inside';
}

function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    list.addSubnet(address, Number(prefix), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

/** The IPv4 address in the last 32 bits. https://www.rfc-editor.org/rfc/rfc6052 */
function embedded(address: string): string {
  const dotted = /(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1];
  if (dotted) return dotted;
  const [head = '', tail = ''] = address.split('::');
  const groups = (address.includes('::') ? tail : head).split(':').filter(Boolean).slice(-2);
  const [high = 0, low = 0] = [
    ...Array(2 - groups.length).fill(0),
    ...groups.map((group) => Number.parseInt(group, 16)),
  ];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
