import { readHeadManifest } from '@splitsight/inference';
import { resolveRule } from '../alert/rule.ts';
import type { RuleConfig } from '../config/rule.ts';
import type { ServerConfig } from '../config/schema.ts';
import { requireDistinct } from '../heads/scoring-head.ts';
import type { RegistryStart } from './registry.ts';
import { everySite, type HeadRecord, versionAt } from './state.ts';

const gone = 'no longer among heads: of the configuration';
const said = { by: 'configuration', why: 'heads: of the configuration' };

/**
 * Brings in the heads of the configuration. A folder that was never seen before goes live everywhere, once; from then on
 * what is promoted and rolled back stands. A head that the configuration has brought in and does not name any more is off
 * until it does again.
 *
 * @returns the rules of the configuration, by head: they hold for every version.
 * @throws CodedError HEAD_TWICE, RULE_CONTRADICTION, REGISTRY_… and what openHead says of a folder.
 */
export async function registerConfigured(
  registry: RegistryStart,
  heads: ServerConfig['heads'],
): Promise<ReadonlyMap<string, RuleConfig>> {
  const found = heads.map(({ model, name, rule }) => {
    const manifest = readHeadManifest(model);
    const head = name ?? manifest.name;
    resolveRule(head, rule, manifest.rule);
    return { model, head, rule };
  });
  requireDistinct(found.map(({ head }) => head));
  for (const { model, head } of found) {
    const { version, isNew } = await registry.register(model, { source: 'configuration', head, ...said });
    if (isNew || wasWithdrawn(registry.record(head), version)) registry.install(head, version, said);
  }
  const named = new Set(found.map(({ head }) => head));
  for (const record of registry.records()) {
    if (named.has(record.head)) continue;
    const live = versionAt(record.roles, 'live', everySite);
    const isConfigured = record.versions.some(({ version, source }) => version === live && source === 'configuration');
    if (live !== null && isConfigured) registry.withdraw(record.head, live, { ...said, why: gone });
  }
  return new Map(found.map(({ head, rule }) => [head, rule]));
}

/** Whether nothing has happened to a version since the configuration named it no more. */
function wasWithdrawn({ events, roles }: HeadRecord, version: string): boolean {
  const last = events.findLast((event) => event.version === version);
  return last?.kind === 'retired' && last.why === gone && versionAt(roles, 'live', everySite) === null;
}
