import type { LineUp } from './heads/line-up.ts';
import type { HeadFailure } from './heads/stand.ts';
import type { Readiness } from './http/api.ts';
import type { Storage } from './retention/open-storage.ts';
import type { Store } from './store/store.ts';

/** Whether a server whose parts are open does its work. */
export function readinessOf(
  store: Pick<Store, 'trouble'>,
  storage: Pick<Storage, 'accepts' | 'complaint'>,
  { heads }: Pick<LineUp, 'heads'>,
  failures: readonly HeadFailure[],
): Readiness {
  const trouble = store.trouble();
  const complaint = storage.complaint();
  const failed = failures.map(({ head, version, error }) => `${head} ${version}: ${error.code}`).join('; ');
  const checks = {
    broker: { ok: true, reason: null },
    store: { ok: trouble === null, reason: trouble && `${trouble.code}: ${trouble.message}` },
    disk: { ok: storage.accepts(), reason: complaint && `${complaint.level}: ${complaint.text}` },
    heads: { ok: failed === '', reason: failed || (heads.length === 0 ? 'none is at work' : null) },
  };
  return { ready: Object.values(checks).every(({ ok }) => ok), checks };
}
