import type { IncomingMessage } from 'node:http';
import { serverError } from '../errors.ts';
import type { Access } from '../people/access.ts';
import { localAdmin, type Principal } from '../people/principal.ts';
import { type Client, createClientReader, isLoopbackHost } from './client.ts';
import { credentialOf } from './credentials.ts';

/** Says who makes a request, of the API and of a WebSocket alike. */
export interface Doorkeeper {
  /** Null while nobody has logged in. @throws CodedError HTTP_ORIGIN or HTTP_CSRF */
  identify(request: Request): Principal | null;
  clientOf(request: Request): Client;
  /** Whose token this is; null when it is nobody's. */
  ofToken(token: string): Principal | null;
  /** Whether what a principal was granted still holds. */
  holds(who: Principal): boolean;
}

type Request = Pick<IncomingMessage, 'headers' | 'method' | 'socket' | 'url'>;

export interface DoorkeeperOptions {
  readonly login: 'required' | 'off';
  readonly host: string;
  readonly trustedProxies: readonly string[];
  readonly access: Pick<Access, 'identify' | 'holds'>;
}

/** What pages send with every change. Those of other sites cannot: their browsers ask first, and nobody here agrees. */
export const csrfHeader = 'x-splitsight';

/** @throws CodedError HTTP_LOGIN_OFF when everybody could do everything */
export function requireLoginUnlessLocal({ login, host }: Pick<DoorkeeperOptions, 'login' | 'host'>): void {
  if (login === 'off' && !isLoopbackHost(host)) throw serverError('HTTP_LOGIN_OFF', host);
}

/**
 * Makes the doorkeeper. Changes from pages of other sites are refused by three means: the session's cookie is SameSite=Strict,
 * the Origin must be this host, and changes with a cookie need a header of our own.
 * https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 *
 * @throws CodedError HTTP_LOGIN_OFF when everybody could do everything
 */
export function createDoorkeeper({ login, host, trustedProxies, access }: DoorkeeperOptions): Doorkeeper {
  requireLoginUnlessLocal({ login, host });
  const clientOf = createClientReader(trustedProxies);

  function find(request: Request, client: Client): Principal | null {
    // Only this machine's names: a page of another site can have its own name lead here, and be of the same origin then.
    if (login === 'off') return isLoopbackHost(client.host ?? '') ? localAdmin : null;
    const credential = credentialOf(request.headers, client);
    return credential ? access.identify(credential) : null;
  }

  return {
    clientOf,
    holds: access.holds,
    ofToken: (token) => access.identify({ kind: 'token', secret: token }),
    identify(request) {
      const client = clientOf(request);
      const { method = 'GET', headers } = request;
      // Browsers name the page's origin with every change and every WebSocket (RFC 6455, section 10.2); programs do not.
      const isChange = method !== 'GET' && method !== 'HEAD';
      if ((isChange || headers.upgrade !== undefined) && isForeign(headers.origin, client.host)) {
        throw serverError('HTTP_ORIGIN', String(headers.origin).slice(0, 200));
      }
      const who = find(request, client);
      if (isChange && who?.kind === 'user' && headers[csrfHeader] === undefined) {
        throw serverError('HTTP_CSRF', `${method} ${request.url?.slice(0, 200)}`);
      }
      return who;
    },
  };
}

function isForeign(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host;
}
