import { type Clock, type Millis, messageOf, type Tally } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import type { ServerConfig } from './config/schema.ts';
import { accountRoutes } from './http/account-routes.ts';
import { createDoorkeeper, type Doorkeeper } from './http/doorkeeper.ts';
import type { RouteGroup } from './http/http.ts';
import { loginRoutes } from './http/login-routes.ts';
import { userRoutes } from './http/user-routes.ts';
import type { LiveHub } from './live/hub.ts';
import type { Audit } from './people/audit.ts';
import { addFirstAdmin, oneTimeNotice } from './people/first-admin.ts';
import type { LoginRefusal } from './people/login.ts';
import { openPeople } from './people/open-people.ts';
import type { Store } from './store/store.ts';

/** Who may come in: accounts, and how requests show theirs. */
export interface Entrance extends Doorkeeper {
  readonly routes: readonly RouteGroup[];
  /** Makes the first administrator where there is no user, and says the password. */
  greet(): Promise<void>;
  /** Idempotent. */
  close(): void;
}

export interface EntranceParts {
  readonly config: Pick<ServerConfig, 'http'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly store: Pick<Store, 'connection'>;
  readonly audit: Pick<Audit, 'add'>;
  /** Who may have to be disconnected when somebody's right was withdrawn. */
  readonly cut: readonly Pick<LiveHub, 'recheck'>[];
  readonly refused: Tally<LoginRefusal>;
  /** Shows a text to whoever starts the program; it must not get into a log file. */
  readonly say: (text: string) => void;
}

/** How long somebody whose session is over may still listen. What is withdrawn is cut at once. */
const recheckEvery: Millis = 5000;

/** @throws CodedError HTTP_LOGIN_OFF */
export function openEntrance({
  config: { http },
  clock,
  log,
  store,
  audit,
  cut,
  refused,
  say,
}: EntranceParts): Entrance {
  const people = openPeople({
    ...{ connection: store.connection, audit, clock, refused },
    sessions: { idle: 1000 * http.session_idle_s, longest: 1000 * http.session_max_s },
    onChange: () => recheck(),
    onFailure: (error) => log.error('sessions could not be written', { reason: messageOf(error) }),
  });
  const recheck = () => {
    for (const one of cut) one.recheck(people.access.holds);
  };
  const timer = setInterval(recheck, recheckEvery);
  const close = () => {
    clearInterval(timer);
    people.close();
  };
  try {
    const doorkeeper = createDoorkeeper({
      ...{ login: http.login, host: http.host, trustedProxies: http.trusted_proxies, access: people.access },
    });
    return {
      ...doorkeeper,
      routes: [loginRoutes(people, doorkeeper), accountRoutes(people, doorkeeper), userRoutes(people)],
      async greet() {
        if (http.login === 'off') return;
        const first = await addFirstAdmin(people.users, 'first start');
        if (first) say(oneTimeNotice(first));
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}
