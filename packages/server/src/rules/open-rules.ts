import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Clock, isCodedError, messageOf, type Tally } from '@splitsight/kernel';
import { type Logger, loadConfigFile } from '@splitsight/kernel/node';
import {
  type Alert,
  type AlertEvent,
  armingSetSchema,
  type CameraView,
  parseJsonMessage,
  ruleFileSchema,
  type SiteId,
  type SuppressReason,
  type Topics,
} from '@splitsight/wire';
import type { Suppressed, TakenUpBy } from '../alert/tracker.ts';
import type { Broker } from '../broker/broker.ts';
import type { ScoringHead } from '../heads/scoring-head.ts';
import type { HeadStand } from '../heads/stand.ts';
import { armingRoutes } from '../http/arming-routes.ts';
import type { RouteGroup } from '../http/http.ts';
import { ruleRoutes } from '../http/rule-routes.ts';
import { snoozeRoutes } from '../http/snooze-routes.ts';
import type { LiveHub } from '../live/hub.ts';
import type { Audit } from '../people/audit.ts';
import { createSeldom } from '../seldom.ts';
import { readEndedAlerts } from '../store/history-alerts.ts';
import type { Store } from '../store/store.ts';
import { createArmingBook } from './arming.ts';
import { createPlan, type RulePlan } from './plan.ts';
import { createRuleBook } from './rule-book.ts';
import { createRuleCounts } from './rule-counts.ts';
import { createSnoozeBook } from './snoozes.ts';
import { builtInPrefix, watchKeys } from './watch.ts';

/** Why an MQTT message that was to arm a site did not. The label values of splitsight_arming_refused_total. */
export const armingRefusals = ['unknown_site', 'unknown_profile', 'garbage', 'failed'] as const;
export type ArmingRefusal = (typeof armingRefusals)[number];

/** Of so many alerts that ended the newest are looked at for cooldowns that are not over. */
const maxCooling = 10_000;

/** The rules at work. */
export interface RulesAtWork {
  readonly routes: readonly RouteGroup[];
  /** The watches of a head at a camera: those of the newest rules. */
  readonly watchesOf: RulePlan['watchesOf'];
  /** What an alert of before the start is taken up with; undefined when its head or rule is gone. */
  find(alert: Alert): TakenUpBy | undefined;
  /** The alerts that ended before the start and may keep others back still, newest first. */
  cooling(): readonly Alert[];
  onAlert(event: AlertEvent): void;
  onSuppressed(what: Suppressed): void;
  /** Notes a site that there is. */
  see(site: SiteId): void;
  /** An MQTT message that is to arm a site. */
  hear(topic: string, payload: Uint8Array): void;
}

export interface RulesParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly store: Pick<Store, 'connection'>;
  readonly audit: Pick<Audit, 'add'>;
  readonly live: Pick<LiveHub, 'arming' | 'rules'>;
  readonly broker: Pick<Broker, 'publish'>;
  readonly topics: Topics;
  readonly stand: Pick<HeadStand, 'current'>;
  readonly cameras: () => readonly CameraView[];
  readonly dropped: { readonly suppressed: Tally<SuppressReason>; readonly armingRefused: Tally<ArmingRefusal> };
  /** Told after every change which watches there still are. */
  readonly onRules: (keeps: (head: string, watch: string) => boolean) => void;
  /** The configuration's file of rules. */
  readonly file: string | undefined;
}

/** Opens the rules that people have made, how sites are armed and what is snoozed, and the part of the API for them. */
export function openRules(parts: RulesParts): RulesAtWork {
  const { clock, log, live, broker, topics, stand, cameras, dropped } = parts;
  const { connection } = parts.store;
  const counts = createRuleCounts();
  const seldom = createSeldom(clock);
  const armings = createArmingBook({
    ...{ connection, clock, audit: parts.audit },
    onChange(arming) {
      broker.publish(topics.format({ kind: 'arming', site: arming.site, leaf: 'state' }), JSON.stringify(arming), {
        retain: true,
      });
      live.arming(arming);
    },
  });
  const snoozes = createSnoozeBook({ connection, clock, audit: parts.audit, onChange: live.rules });
  const book = createRuleBook({ connection, clock, audit: parts.audit, onChange: () => renew() });
  const conditions = {
    profileOf: armings.profileOf,
    isSnoozed: snoozes.isSnoozed,
    lastRaised: counts.lastRaised,
  };
  const planNow = () =>
    createPlan(
      book.all().map(({ rule }) => rule),
      conditions,
    );
  takeFile(parts.file, book, log);
  let plan = planNow();

  function renew(): void {
    plan = planNow();
    const keys = new Set(book.all().flatMap(({ rule }) => watchKeys(rule)));
    parts.onRules((_head, key) => key.startsWith(builtInPrefix) || keys.has(key));
    live.rules();
  }

  /** Every live head once, whichever sites have it. */
  function liveHeads(): ScoringHead[] {
    const lineUp = stand.current();
    const sites = cameras().map(({ site }) => site);
    return [...new Set(['*', ...sites].flatMap((site) => lineUp.at('live', site)))];
  }

  const around = () => {
    const seen = new Map<string, ScoringHead>();
    for (const head of liveHeads()) if (!seen.has(head.name)) seen.set(head.name, head);
    return { heads: [...seen.values()], cameras: cameras(), hasProfile: armings.has, countOf: counts.of };
  };

  return {
    routes: [
      ruleRoutes({ book, around, counts, clock }),
      armingRoutes(armings),
      snoozeRoutes({ snoozes, book, cameras }),
    ],
    watchesOf: (head, camera) => plan.watchesOf(head, camera),
    find(alert) {
      const { site, camera } = alert;
      const head = stand
        .current()
        .at('live', site)
        .find(({ name }) => name === alert.head);
      if (!head) return undefined;
      const watches = plan.watchesOf(head, { site, camera, key: `${site}/${camera}` });
      const watch = watches.find(({ rule, zone }) => zone === alert.zone && (alert.rule ?? rule) === rule);
      if (watch && alert.state === 'active') counts.raised(alert);
      else if (watch) counts.remember(alert);
      return watch && { head, watch };
    },
    cooling() {
      const own = liveHeads().map(({ rule }) => rule.cooldown);
      const made = book.all().map(({ rule }) => 1000 * Math.max(rule.cooldown_s ?? 0, rule.global_cooldown_s));
      const longest = Math.max(0, ...own, ...made);
      return longest > 0 ? readEndedAlerts(connection, clock.now() - longest, maxCooling) : [];
    },
    onAlert({ type, after }) {
      if (type === 'new') counts.raised(after);
      if (type === 'end') counts.ended(after);
    },
    onSuppressed(what) {
      dropped.suppressed.add(what.reason);
      counts.suppressed(what);
    },
    see: armings.see,
    hear(topic, payload) {
      const parsed = topics.parse(topic);
      if (parsed.kind !== 'arming') return;
      try {
        armings.set(parsed.site, profileIn(payload), 'mqtt');
      } catch (error) {
        // Whatever fails, the broker goes on.
        dropped.armingRefused.add(refusalOf(error));
        seldom(() => log.warn(`a site was not armed: ${messageOf(error)}`, { site: parsed.site }));
      }
    },
  };
}

/** The profile that a message names, as a bare word or as JSON. @throws CodedError WIRE_MESSAGE… */
function profileIn(payload: Uint8Array): string {
  const text = Buffer.from(payload).toString('utf8').trim();
  const said = parseJsonMessage(armingSetSchema, /^[{"]/.test(text) ? text : JSON.stringify(text));
  return typeof said === 'string' ? said : said.profile;
}

function refusalOf(error: unknown): ArmingRefusal {
  if (!isCodedError(error)) return 'failed';
  if (error.code === 'ARMING_SITE') return 'unknown_site';
  return error.code === 'ARMING_PROFILE' ? 'unknown_profile' : 'garbage';
}

/** Takes the configuration's rules over, once for each content: what people change afterwards stays. */
function takeFile(path: string | undefined, book: ReturnType<typeof createRuleBook>, log: Logger): void {
  if (path === undefined) return;
  const { rules } = loadConfigFile(path, ruleFileSchema);
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
  const taken = book.takeFile(rules, sha256);
  if (taken) log.info('rules were taken over from the file', { file: path, ...taken });
}
