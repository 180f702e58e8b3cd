import { randomBytes } from 'node:crypto';
import type { Clock } from '@splitsight/kernel';
import { type Rule, type RuleImportAnswer, ruleLimits } from '@splitsight/wire';
import { serverError } from '../errors.ts';
import type { Audit } from '../people/audit.ts';
import type { Connection } from '../store/database.ts';
import { createRuleTable, type RuleChange, type StoredRule } from '../store/rules.ts';

/** The rules that people have made. Every change is in the audit and in the rule's history. */
export interface RuleBook {
  /** In the order of their ids. */
  all(): readonly StoredRule[];
  /** @throws CodedError RULE_UNKNOWN */
  get(id: string): StoredRule;
  /** @throws CodedError RULE_TAKEN or RULE_TOO_MANY */
  add(rule: NewRule, by: string): StoredRule;
  /** @throws CodedError RULE_UNKNOWN, or RULE_CHANGED where the rule is not any more as it was when the change began. */
  change(rule: Rule, revision: number, by: string): StoredRule;
  /** @throws CodedError RULE_UNKNOWN or RULE_CHANGED */
  remove(id: string, revision: number, by: string): void;
  /** Takes over many at once, all or none. @throws CodedError RULE_TOO_MANY */
  take(
    rules: readonly Rule[],
    options: { readonly replace: boolean; readonly dryRun: boolean },
    by: string,
  ): RuleImportAnswer;
  /** Takes over the configuration's file of rules, where it is not the one that was taken over last. */
  takeFile(rules: readonly Rule[], sha256: string): RuleImportAnswer | null;
  /** Newest first; none for a rule that never was. */
  history(id: string): readonly RuleChange[];
}

export type NewRule = Omit<Rule, 'id'> & { readonly id?: string | undefined };

export interface RuleBookParts {
  readonly connection: Connection;
  readonly clock: Pick<Clock, 'now'>;
  readonly audit: Pick<Audit, 'add'>;
  /** Called after every change. */
  readonly onChange: () => void;
}

export function createRuleBook({ connection, clock, audit, onChange }: RuleBookParts): RuleBook {
  const table = createRuleTable(connection);
  let rules = new Map(table.all().map((stored) => [stored.rule.id, stored]));

  /** All of it, or nothing of it. */
  function write<Result>(act: () => Result): Result {
    try {
      const result = connection.transaction(act).immediate();
      onChange();
      return result;
    } catch (error) {
      rules = new Map(table.all().map((stored) => [stored.rule.id, stored]));
      throw error;
    }
  }

  function put(rule: Rule, by: string, action: 'rule.add' | 'rule.change'): StoredRule {
    const before = rules.get(rule.id)?.rule ?? null;
    const stored = { rule, revision: table.lastRevision(rule.id) + 1, changedAt: clock.now(), changedBy: by };
    table.put(stored);
    rules.set(rule.id, stored);
    audit.add({ by, action, subject: rule.id, site: null, detail: { before, after: rule } });
    return stored;
  }

  function drop({ rule, revision }: StoredRule, by: string): void {
    table.remove(rule.id, revision + 1, clock.now(), by);
    rules.delete(rule.id);
    audit.add({ by, action: 'rule.remove', subject: rule.id, site: null, detail: { before: rule } });
  }

  function get(id: string): StoredRule {
    const stored = rules.get(id);
    if (!stored) throw serverError('RULE_UNKNOWN', id);
    return stored;
  }

  function requireRevision(id: string, revision: number): StoredRule {
    const stored = get(id);
    if (stored.revision === revision) return stored;
    const { changedBy, changedAt } = stored;
    throw serverError('RULE_CHANGED', `${id}, by ${changedBy} at ${new Date(changedAt).toISOString()}`);
  }

  function requireRoom(count: number): void {
    if (count > ruleLimits.rules) throw serverError('RULE_TOO_MANY', `${ruleLimits.rules} at most`);
  }

  const book: RuleBook = {
    all: () => [...rules.values()].sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1)),
    get,
    add(given, by) {
      const rule = { ...given, id: given.id ?? `rule-${randomBytes(4).toString('hex')}` };
      if (rules.has(rule.id)) throw serverError('RULE_TAKEN', rule.id);
      requireRoom(rules.size + 1);
      return write(() => put(rule, by, 'rule.add'));
    },
    change(rule, revision, by) {
      requireRevision(rule.id, revision);
      return write(() => put(rule, by, 'rule.change'));
    },
    remove(id, revision, by) {
      const stored = requireRevision(id, revision);
      write(() => drop(stored, by));
    },
    take(given, { replace, dryRun }, by) {
      const ids = new Set(given.map(({ id }) => id));
      const isSame = (rule: Rule) => JSON.stringify(rules.get(rule.id)?.rule) === JSON.stringify(rule);
      const added = given.filter(({ id }) => !rules.has(id));
      const changed = given.filter((rule) => rules.has(rule.id) && !isSame(rule));
      const removed = replace ? book.all().filter(({ rule }) => !ids.has(rule.id)) : [];
      requireRoom(rules.size + added.length - removed.length);
      const names = (of: readonly Rule[]) => of.map(({ id }) => id);
      const answer = {
        added: names(added),
        changed: names(changed),
        same: names(given.filter(isSame)),
        removed: names(removed.map(({ rule }) => rule)),
      };
      if (dryRun || added.length + changed.length + removed.length === 0) return answer;
      write(() => {
        for (const stored of removed) drop(stored, by);
        for (const rule of added) put(rule, by, 'rule.add');
        for (const rule of changed) put(rule, by, 'rule.change');
      });
      return answer;
    },
    takeFile(given, sha256) {
      if (table.fileHash() === sha256) return null;
      const answer = book.take(given, { replace: false, dryRun: false }, 'configuration');
      table.setFileHash(sha256);
      return answer;
    },
    history: (id) => table.history(id),
  };
  return book;
}
