import type { Millis } from '@splitsight/kernel';
import type { Connection } from './database.ts';

export const pushSubscriptionsSql = `
  CREATE TABLE push_subscriptions (
    endpoint TEXT PRIMARY KEY,
    user TEXT NOT NULL,
    p256dh TEXT NOT NULL,
    auth TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX push_subscriptions_by_user ON push_subscriptions (user, created_at);
`;

/** A browser that wants to be told, and whose it is. */
export interface PushSubscription {
  readonly endpoint: string;
  readonly user: string;
  readonly p256dh: string;
  readonly auth: string;
  readonly createdAt: Millis;
}

export interface PushTable {
  put(subscription: PushSubscription): void;
  get(endpoint: string): PushSubscription | undefined;
  remove(endpoint: string): void;
  /** Oldest first; of one user, if named. */
  list(user?: string): readonly PushSubscription[];
}

export function createPushTable(connection: Connection): PushTable {
  const put = connection.prepare(
    `INSERT OR REPLACE INTO push_subscriptions (endpoint, user, p256dh, auth, created_at)
     VALUES (:endpoint, :user, :p256dh, :auth, :createdAt)`,
  );
  const remove = connection.prepare('DELETE FROM push_subscriptions WHERE endpoint = ?');
  const columns = 'endpoint, user, p256dh, auth, created_at AS createdAt';
  const one = connection.prepare<unknown[], PushSubscription>(
    `SELECT ${columns} FROM push_subscriptions WHERE endpoint = ?`,
  );
  const list = connection.prepare<unknown[], PushSubscription>(
    `SELECT ${columns} FROM push_subscriptions WHERE :user IS NULL OR user = :user ORDER BY created_at, endpoint`,
  );
  return {
    put: (subscription) => void put.run(subscription),
    get: (endpoint) => one.get(endpoint),
    remove: (endpoint) => void remove.run(endpoint),
    list: (user) => list.all({ user: user ?? null }),
  };
}
