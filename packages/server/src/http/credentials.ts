import type { IncomingMessage } from 'node:http';
import type { Credential } from '../people/access.ts';
import type { Client } from './client.ts';

/**
 * What a request carries to say who makes it: a token in the header Authorization, or a session's cookie. Neither is ever
 * read from an address, which ends up in logs and histories.
 */
export function credentialOf(headers: IncomingMessage['headers'], client: Client): Credential | undefined {
  const token = /^Bearer +(\S{1,200}) *$/i.exec(headers.authorization ?? '')?.[1];
  if (token !== undefined) return { kind: 'token', secret: token };
  if (headers.authorization !== undefined) return undefined;
  const secret = cookieOf(headers.cookie, cookieName(client));
  return secret === undefined ? undefined : { kind: 'user', secret };
}

/** Tells a browser to keep a session's secret until it ends: not for scripts, and not for requests from other sites. */
export function sessionCookie(client: Client, secret: string, maxAgeSeconds: number): string {
  const secure = client.isSecure ? '; Secure' : '';
  return `${cookieName(client)}=${secret}; Path=/; Max-Age=${Math.floor(maxAgeSeconds)}; HttpOnly; SameSite=Strict${secure}`;
}

/** A name that begins with __Host- makes browsers refuse it from other hosts and without TLS (RFC 6265bis, 4.1.3). */
function cookieName({ isSecure }: Client): string {
  return isSecure ? '__Host-splitsight_session' : 'splitsight_session';
}

function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const [key, value = ''] = pair.trim().split('=', 2);
    if (key === name && /^[\w-]{1,200}$/.test(value)) return value;
  }
  return undefined;
}
