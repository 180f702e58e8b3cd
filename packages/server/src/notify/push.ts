import type { Clock } from '@splitsight/kernel';
import type { NoticeBody, PushAnswer, PushSubscriptionInput } from '@splitsight/wire';
import { z } from 'zod';
import { serverError } from '../errors.ts';
import type { Audit } from '../people/audit.ts';
import type { Principal } from '../people/principal.ts';
import type { ChannelTable } from '../store/channels.ts';
import type { Connection } from '../store/database.ts';
import type { PushTable } from '../store/push-subscriptions.ts';
import { isTroubleSeen } from '../trouble/seen.ts';
import type { Vault } from './secrets.ts';
import { makeVapidKeys, type VapidKeys } from './senders/web-push.ts';

/** What a user may see; null when there is no such user any more. */
export type SightOf = (user: string) => Pick<Principal, 'sees' | 'seesAll'> | null;

/** The browsers that want to be told, each its user's own. */
export interface Push {
  keys(): VapidKeys;
  list(user?: string): ReturnType<PushTable['list']>;
  remove(endpoint: string): void;
  visible(user: string, body: NoticeBody): NoticeBody | null;
  /** @throws CodedError NOTIFY_PUSH */
  subscribe(user: string, given: PushSubscriptionInput): void;
  /** Of the user; others' stay. */
  unsubscribe(user: string, endpoint: string): void;
  answer(user: string): PushAnswer;
}

export interface PushOptions {
  readonly clock: Clock;
  readonly connection: Connection;
  readonly table: PushTable;
  readonly keys: Pick<ChannelTable, 'key' | 'putKey'>;
  readonly vault: Vault;
  readonly audit: Pick<Audit, 'add'>;
  readonly sightOf: SightOf;
  /** Hosts, or domains with a dot before them, that subscriptions may name. */
  readonly services: readonly string[];
  readonly channelsOn: () => number;
}

const keyName = 'vapid';
const maxOfUser = 20;
const maxAll = 1000;
const keysSchema = z.object({ publicKey: z.string(), privateKey: z.string() });

export function createPush(options: PushOptions): Push {
  const { clock, connection, table, keys: keyTable, vault, audit, sightOf, services, channelsOn } = options;
  let vapid: VapidKeys | undefined;

  function keys(): VapidKeys {
    vapid ??= readKeys() ?? makeKeys();
    return vapid;
  }

  function readKeys(): VapidKeys | undefined {
    const sealed = keyTable.key(keyName);
    const text = sealed && vault.open(sealed, keyName);
    return text ? keysSchema.parse(JSON.parse(text)) : undefined;
  }

  /** Subscriptions belong to the key they were made with: with another they are worth nothing. */
  function makeKeys(): VapidKeys {
    const made = makeVapidKeys();
    const put = connection.transaction(() => {
      keyTable.putKey(keyName, vault.seal(JSON.stringify(made), keyName));
      for (const { endpoint } of table.list()) table.remove(endpoint);
    });
    put.immediate();
    return made;
  }

  return {
    keys,
    list: (user) => table.list(user),
    remove: (endpoint) => table.remove(endpoint),
    visible(user, body) {
      const sight = sightOf(user);
      if (!sight) return null;
      const groups = body.groups.filter(({ last }) => sight.sees(last.site, last.camera));
      const troubles = body.troubles.filter(({ trouble }) => isTroubleSeen(sight, trouble));
      if (groups.length + troubles.length === 0) return null;
      const isAll = groups.length === body.groups.length && troubles.length === body.troubles.length;
      // What had no room may be of cameras that are not this user's.
      return isAll ? body : { ...body, groups, troubles, more: { groups: 0, alerts: 0, troubles: 0 } };
    },
    subscribe(user, { endpoint, keys: { p256dh, auth } }) {
      requireService(endpoint, services);
      // Made before the first subscription: those of a key that is gone are forgotten with it.
      keys();
      const put = connection.transaction(() => {
        const own = table.list(user).filter((one) => one.endpoint !== endpoint);
        for (const oldest of own.slice(0, Math.max(0, own.length - maxOfUser + 1))) table.remove(oldest.endpoint);
        if (table.list().length >= maxAll && !table.get(endpoint))
          throw serverError('NOTIFY_PUSH', `${maxAll} browsers`);
        table.put({ endpoint, user, p256dh, auth, createdAt: clock.now() });
        audit.add({ by: user, action: 'push.subscribe', subject: new URL(endpoint).host, site: null });
      });
      put.immediate();
    },
    unsubscribe(user, endpoint) {
      if (table.get(endpoint)?.user !== user) return;
      const remove = connection.transaction(() => {
        table.remove(endpoint);
        audit.add({ by: user, action: 'push.unsubscribe', subject: new URL(endpoint).host, site: null });
      });
      remove.immediate();
    },
    answer: (user) => ({
      key: keys().publicKey,
      subscriptions: table.list(user).map(({ endpoint, createdAt }) => ({ endpoint, created_at: createdAt })),
      channels: channelsOn(),
    }),
  };
}

/** Who may only look could otherwise have the server post to any address. @throws CodedError NOTIFY_PUSH */
function requireService(endpoint: string, services: readonly string[]): void {
  const { protocol, hostname } = new URL(endpoint);
  const isKnown = services.some((name) => (name.startsWith('.') ? hostname.endsWith(name) : hostname === name));
  if (!isKnown) throw serverError('NOTIFY_PUSH', `${hostname} is not one of notify.push_services`);
  if (protocol !== 'https:' && hostname !== '127.0.0.1') throw serverError('NOTIFY_PUSH', 'not an https address');
}
