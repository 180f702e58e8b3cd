import type { Millis } from '@splitsight/kernel';
import { type PicturePolicy, parseMessage, picturePolicySchema, type SiteId, siteIdSchema } from '@splitsight/wire';
import type { Connection } from './database.ts';

/** Which pictures somebody wants of a site; null leaves it to the site's own configuration. */
export interface SetPolicy {
  readonly site: SiteId;
  readonly policy: PicturePolicy | null;
  readonly revision: number;
  readonly changedBy: string;
  readonly changedAt: Millis;
}

/** The rows of what was set; its SQL is that of the pictures. */
export interface PolicyTable {
  all(): readonly SetPolicy[];
  put(row: SetPolicy): void;
  /** Does several things in one transaction. */
  together(work: () => void): void;
}

interface Row extends Pick<SetPolicy, 'revision' | 'changedBy' | 'changedAt'> {
  readonly site: string;
  readonly policy: string | null;
}

export function createPolicyTable(connection: Connection): PolicyTable {
  const all = connection.prepare<unknown[], Row>(
    'SELECT site, policy, revision, changed_by AS changedBy, changed_at AS changedAt FROM picture_policies ORDER BY site',
  );
  const put = connection.prepare('INSERT OR REPLACE INTO picture_policies VALUES (?, ?, ?, ?, ?)');
  return {
    all: () =>
      all.all().map(({ site, policy, ...row }) => ({
        ...row,
        site: parseMessage(siteIdSchema, site),
        policy: parseMessage(picturePolicySchema.nullable(), policy),
      })),
    put: ({ site, policy, revision, changedBy, changedAt }) =>
      void put.run(site, policy, revision, changedBy, changedAt),
    together: (work) => connection.transaction(work).immediate(),
  };
}
