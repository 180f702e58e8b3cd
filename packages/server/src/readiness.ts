import type { Readiness } from './http/api.ts';
import type { Store } from './store/store.ts';

/** Whether a server whose parts are open does its work. */
export function readinessOf(store: Pick<Store, 'trouble'>, heads: readonly unknown[]): Readiness {
  const trouble = store.trouble();
  const checks = {
    broker: { ok: true, reason: null },
    store: { ok: trouble === null, reason: trouble && `${trouble.code}: ${trouble.message}` },
    heads: { ok: true, reason: heads.length === 0 ? 'none are configured' : null },
  };
  return { ready: Object.values(checks).every(({ ok }) => ok), checks };
}
