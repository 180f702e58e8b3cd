import { openHead, parseHeadManifest } from '@splitsight/inference';
import type { Clock } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import type { RuleConfig } from '../config/rule.ts';
import type { ServerConfig } from '../config/schema.ts';
import type { VectorKind } from '../flow.ts';
import { distinctKinds, kindsOfHeads, openScoringHead } from '../heads/scoring-head.ts';
import { createHeadStand, type HeadStand } from '../heads/stand.ts';
import type { HeadTables } from '../store/head-registry.ts';
import { registerConfigured } from './configured.ts';
import { createVersionFolders } from './folders.ts';
import { readBackbones, requireKnownKind } from './kind-check.ts';
import { createRegistry, type HeadRegistry } from './registry.ts';

/** The heads of a server: which there are, and which are at work. */
export interface OpenRegistry {
  readonly registry: HeadRegistry;
  readonly stand: HeadStand;
  /** What the configuration says of a head's rule. */
  readonly ruleOf: (head: string) => RuleConfig;
  /** What is let in: the vectors of the configuration's backbones, and those that heads at work read. */
  readonly kinds: readonly VectorKind[];
  /** Takes no more changes and closes the heads. */
  close(): Promise<void>;
}

export interface OpenRegistryOptions {
  readonly config: Pick<ServerConfig, 'heads' | 'backbones'>;
  readonly headsDir: string;
  readonly clock: Clock;
  readonly tables: HeadTables;
  readonly log: Logger;
  /** Called after every change of what is at work. */
  readonly onChange: () => void;
}

/**
 * Opens the registry: removes what a crash has left, brings in the configuration's heads, and opens what is at work.
 *
 * A head at work that cannot be opened is off, and logged; the others work.
 *
 * @throws CodedError MODEL_…, HEAD_TWICE, RULE_CONTRADICTION, REGISTRY_…, STORE_… of what the configuration names.
 */
export async function openRegistry(options: OpenRegistryOptions): Promise<OpenRegistry> {
  const { config, clock, tables, log, onChange } = options;
  const folders = createVersionFolders(options.headsDir);
  const backbones = readBackbones(config.backbones);
  let rules: ReadonlyMap<string, RuleConfig> = new Map();
  const stand = createHeadStand((name, version) =>
    openScoringHead(folders.pathOf(name, version), { name, version, rule: rules.get(name) ?? {} }),
  );
  let kinds: readonly VectorKind[] = [];
  const registry = createRegistry({
    clock,
    tables,
    folders,
    stand,
    log,
    onChange,
    tryOut: async (folder) => (await openHead(folder, { threads: 1 })).close(),
    requireKind({ head, versions }, version) {
      const text = versions.find((one) => one.version === version)?.manifest ?? '';
      requireKnownKind(parseHeadManifest(text, `${head} ${version}`), folders.pathOf(head, version), kinds, backbones);
    },
  });
  await folders.sweep((head, version) => tables.record(head).versions.some((one) => one.version === version));
  rules = await registerConfigured(registry, config.heads);
  for (const { head, version, error } of await registry.open()) {
    log.error(`a head cannot work: ${error.message}`, { code: error.code, head, version });
  }
  kinds = distinctKinds([...backbones.flatMap((one) => one.kinds), ...kindsOfHeads(stand.current().heads)]);
  return {
    registry,
    stand,
    kinds,
    ruleOf: (head) => rules.get(head) ?? {},
    async close() {
      await registry.close();
      await stand.close();
    },
  };
}
