import type { Clock } from '@splitsight/kernel';
import {
  newRuleBodySchema,
  type Rule,
  type RuleView,
  ruleAnswerSchema,
  ruleChangeBodySchema,
  ruleHistoryAnswerSchema,
  ruleImportAnswerSchema,
  ruleImportBodySchema,
  rulePathSchema,
  ruleRemoveQuerySchema,
  rulesAnswerSchema,
  suppressedAnswerSchema,
} from '@splitsight/wire';
import { serverError } from '../errors.ts';
import type { Principal } from '../people/principal.ts';
import type { RuleBook } from '../rules/rule-book.ts';
import type { RuleCounts } from '../rules/rule-counts.ts';
import { ownRuleView, type RuleSurroundings, storedRuleView } from '../rules/rule-view.ts';
import type { StoredRule } from '../store/rules.ts';
import type { RouteGroup } from './http.ts';
import { addRoute, errorAnswerSchema } from './route.ts';
import { isAllSeen, isPatternSeen, isRuleSeen, requirePlaces } from './rule-places.ts';

export interface RuleRouteParts {
  readonly book: RuleBook;
  readonly around: () => RuleSurroundings;
  readonly counts: Pick<RuleCounts, 'totals' | 'newest'>;
  readonly clock: Pick<Clock, 'now'>;
}

const missing = { 404: errorAnswerSchema };
const refused = { ...missing, 409: errorAnswerSchema };
/** A thousand rules with zones. */
const importBodyBytes = 4 * 1024 * 1024;
const ruleBodyBytes = 256 * 1024;

/** The rules: those that people have made, and each head's own. */
export function ruleRoutes({ book, around, counts, clock }: RuleRouteParts): RouteGroup {
  const startedAt = clock.now();

  /** What is out of sight is named nowhere. */
  function shown(who: Principal, view: RuleView): RuleView {
    const { cameras, except } = view.rule;
    if (cameras.every((pattern) => isAllSeen(who, pattern, around().cameras))) return view;
    const seen = (patterns: readonly string[]) => patterns.filter((pattern) => isPatternSeen(who, pattern));
    return { ...view, rule: { ...view.rule, cameras: seen(cameras), except: seen(except) } };
  }

  /** @throws CodedError RULE_UNKNOWN, also where somebody does not see it. */
  function find(who: Principal, id: string): StoredRule {
    const stored = book.get(id);
    if (!isRuleSeen(who, stored.rule)) throw serverError('RULE_UNKNOWN', id);
    return stored;
  }

  const answer = (who: Principal, stored: StoredRule) => ({ rule: shown(who, storedRuleView(stored, around())) });
  const requireAll = (who: Principal, rules: readonly Pick<Rule, 'cameras'>[]) => {
    for (const rule of rules) requirePlaces(who, rule, around().cameras);
  };

  return (app) => {
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/rules',
      summary: 'The rules, and each live head’s own',
      answer: rulesAnswerSchema,
      handle({ who }) {
        const stored = book.all();
        const surroundings = around();
        const made = stored
          .filter(({ rule }) => isRuleSeen(who, rule))
          .map((one) => shown(who, storedRuleView(one, surroundings)));
        const rules = stored.map(({ rule }) => rule);
        return { rules: [...made, ...surroundings.heads.map((head) => ownRuleView(head, rules, surroundings))] };
      },
    });
    addRoute(app, {
      method: 'POST',
      right: 'operate',
      url: '/api/v1/rules',
      summary: 'Adds a rule; it holds at once',
      body: newRuleBodySchema,
      bodyLimit: ruleBodyBytes,
      answer: ruleAnswerSchema,
      status: 201,
      others: refused,
      handle({ who, body: { rule } }) {
        requireAll(who, [rule]);
        return answer(who, book.add(rule, who.name));
      },
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/rules/:rule',
      summary: 'A rule',
      path: rulePathSchema,
      answer: ruleAnswerSchema,
      others: missing,
      handle: ({ who, path }) => answer(who, find(who, path.rule)),
    });
    addRoute(app, {
      method: 'PUT',
      right: 'operate',
      url: '/api/v1/rules/:rule',
      summary: 'Changes a rule; it holds at once. Refused when somebody else has changed it meanwhile',
      path: rulePathSchema,
      body: ruleChangeBodySchema,
      bodyLimit: ruleBodyBytes,
      answer: ruleAnswerSchema,
      others: refused,
      handle({ who, path, body: { rule, revision } }) {
        const before = find(who, path.rule);
        if (rule.id !== path.rule) throw serverError('HTTP_BODY', `rule.id: expected ${path.rule}`);
        requireAll(who, [before.rule, rule]);
        return answer(who, book.change(rule, revision, who.name));
      },
    });
    addRoute(app, {
      method: 'DELETE',
      right: 'operate',
      url: '/api/v1/rules/:rule',
      summary: 'Deletes a rule; the head’s own stands in its place again',
      path: rulePathSchema,
      query: ruleRemoveQuerySchema,
      answer: ruleAnswerSchema,
      others: refused,
      handle({ who, path, query: { revision } }) {
        const before = find(who, path.rule);
        requireAll(who, [before.rule]);
        book.remove(path.rule, revision, who.name);
        return answer(who, before);
      },
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/rules/:rule/history',
      summary: 'What was changed of a rule, and by whom',
      path: rulePathSchema,
      answer: ruleHistoryAnswerSchema,
      handle({ who, path }) {
        const isStored = book.all().some(({ rule }) => rule.id === path.rule);
        if (isStored) find(who, path.rule);
        const changes = isStored || who.seesAll ? book.history(path.rule) : [];
        return { changes: changes.map((change) => ({ ...change })) };
      },
    });
    addRoute(app, {
      method: 'POST',
      right: 'operate',
      url: '/api/v1/rules/import',
      summary: 'Takes over a file of rules, all or none; or says what that would change',
      body: ruleImportBodySchema,
      bodyLimit: importBodyBytes,
      answer: ruleImportAnswerSchema,
      others: refused,
      handle({ who, body: { rules, replace, dry_run: dryRun } }) {
        const ids = rules.map(({ id }) => id);
        const twice = ids.find((id, i) => ids.indexOf(id) !== i);
        if (twice !== undefined) throw serverError('HTTP_BODY', `rules: ${twice} is there twice`);
        const touched = book.all().filter(({ rule }) => replace || ids.includes(rule.id));
        requireAll(who, [...rules, ...touched.map(({ rule }) => rule)]);
        return book.take(rules, { replace, dryRun }, who.name);
      },
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: '/api/v1/suppressed',
      summary: 'The alerts that were not raised, and why',
      answer: suppressedAnswerSchema,
      handle: ({ who }) => ({
        since: startedAt,
        totals: counts.totals(),
        newest: counts.newest().filter(({ site, camera }) => who.sees(site, camera)),
      }),
    });
  };
}
