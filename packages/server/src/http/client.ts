import type { IncomingMessage } from 'node:http';
import { BlockList, isIPv6 } from 'node:net';

/** Where a request comes from, as far as it can be known. */
export interface Client {
  readonly address: string;
  /** What the browser's address bar shows: host, and port where it is not the usual one. */
  readonly host: string | undefined;
  /** Whether it came by TLS, to a proxy that says so. */
  readonly isSecure: boolean;
  /** Whether it came from this machine, and not through a proxy. */
  readonly isLocal: boolean;
}

/** What a request needs to have. */
type Request = Pick<IncomingMessage, 'headers' | 'socket'>;

/**
 * Reads where requests come from. What proxies say is believed when they are trusted: of the addresses of X-Forwarded-For,
 * the client is the last one that is no trusted proxy, since everything before it may be made up.
 */
export function createClientReader(trustedProxies: readonly string[]): (request: Request) => Client {
  const trusted = new BlockList();
  for (const proxy of trustedProxies) {
    const [address = '', bits] = proxy.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Number(bits), family);
  }
  const isTrusted = (address: string) => isIn(trusted, address);

  return ({ headers, socket }) => {
    const peer = plain(socket.remoteAddress ?? '');
    const forwarded = listOf(headers['x-forwarded-for']).map(plain);
    if (!isTrusted(peer)) {
      return {
        address: peer,
        host: headers.host,
        isSecure: false,
        isLocal: isLoopback(peer) && forwarded.length === 0 && headers.forwarded === undefined,
      };
    }
    const address = forwarded.findLast((one) => !isTrusted(one)) ?? forwarded[0] ?? peer;
    return {
      address,
      host: listOf(headers['x-forwarded-host']).at(-1) ?? headers.host,
      isSecure: listOf(headers['x-forwarded-proto']).at(-1) === 'https',
      isLocal: forwarded.length === 0 && isLoopback(peer),
    };
  };
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

export function isLoopback(address: string): boolean {
  return isIn(loopback, address);
}

/** Whether a host, as requests and configurations name it, is this machine and nothing else. */
export function isLoopbackHost(host: string): boolean {
  const name = URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : host;
  return name === 'localhost' || isLoopback(name.replace(/^\[|\]$/g, ''));
}

function isIn(list: BlockList, address: string): boolean {
  try {
    return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  } catch {
    // Not an address: it is in no list.
    return false;
  }
}

/** IPv4 addresses of a socket that listens to both are written as IPv6. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '').slice(0, 64);
}

/** The values of a header that proxies add to. */
function listOf(header: string | string[] | undefined): string[] {
  const texts = typeof header === 'string' ? [header] : (header ?? []);
  return texts
    .flatMap((text) => text.split(','))
    .map((text) => text.trim())
    .filter(Boolean);
}
