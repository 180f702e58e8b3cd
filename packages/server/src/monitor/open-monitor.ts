import { fingerprintsOf, readBackboneManifest } from '@splitsight/inference';
import type { Clock, Millis, Tally } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import { parseSiteId } from '@splitsight/wire';
import { openBelievedClock } from '../clock/believed.ts';
import type { ServerConfig } from '../config/schema.ts';
import type { ScoringHead } from '../heads/scoring-head.ts';
import type { HeadStand } from '../heads/stand.ts';
import type { HeadStates } from '../heads/states.ts';
import type { RouteGroup } from '../http/http.ts';
import { monitorRoutes } from '../http/monitor-routes.ts';
import type { LiveHub } from '../live/hub.ts';
import type { HeadRegistry } from '../registry/registry.ts';
import { createHistory } from '../store/history.ts';
import { createCheckTable } from '../store/monitor-checks.ts';
import { createSampleReader } from '../store/monitor-samples.ts';
import { createScoreTable } from '../store/monitor-scores.ts';
import { createFindJudged } from '../store/monitor-verdicts.ts';
import type { Store } from '../store/store.ts';
import type { WatchedHead } from './evidence.ts';
import { createMonitor, type Monitor } from './monitor.ts';
import type { ScoreDropReason } from './score-recorder.ts';

export interface OpenMonitorParts {
  readonly config: Pick<ServerConfig, 'monitor' | 'store' | 'backbones'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly store: Pick<Store, 'connection'>;
  readonly live: Pick<LiveHub, 'stale'>;
  readonly registry: Pick<HeadRegistry, 'record'>;
  readonly stand: Pick<HeadStand, 'current'>;
  readonly states: Pick<HeadStates, 'judge'>;
  readonly dropped: Tally<ScoreDropReason>;
}

const day: Millis = 86_400_000;

/** Connects the watch over heads with what it reads and whom it tells; it begins with its `start`. */
export function openMonitor(parts: OpenMonitorParts): { readonly monitor: Monitor; readonly routes: RouteGroup } {
  const { config, clock, log, live, registry, stand, states } = parts;
  const { connection } = parts.store;
  const [scores, checks, judged] = [
    createScoreTable(connection),
    createCheckTable(connection),
    createFindJudged(connection),
  ];
  const history = createHistory(connection);

  function watchedAt(site: string): readonly WatchedHead[] {
    return stand
      .current()
      .at('live', site)
      .map((head) => ({
        head: head.name,
        version: head.version,
        site: parseSiteId(site),
        fingerprints: fingerprintsOf(head.manifest),
        promised: promiseOf(head),
        addedAt: registry.record(head.name).versions.find(({ version }) => version === head.version)?.addedAt ?? null,
      }));
  }

  const monitor = createMonitor({
    config: config.monitor,
    retention: config.store.retention_days * day,
    clock,
    believed: openBelievedClock(connection, clock),
    log,
    ...{ scores, checks, judged },
    oldest: createSampleReader(connection).oldest,
    families: config.backbones.map((folder) => {
      const { fingerprint, variants = [] } = readBackboneManifest(folder);
      return [fingerprint, ...variants.map((variant) => variant.fingerprint)];
    }),
    heads: () => [...new Set(history.cameras().map(({ site }) => site))].flatMap(watchedAt),
    tell({ head, site, version, stale, since, reasons }) {
      const texts = reasons.map(({ reason, detail }) => `${reason}: ${detail}`);
      states.judge(head, site, texts);
      live.stale({ head, site, version, stale, since, reasons: texts });
    },
    dropped: parts.dropped,
  });
  const routes = monitorRoutes({
    now: () => clock.now(),
    verdictDays: config.monitor.verdict_days,
    ...{ monitor, scores, checks, judged },
  });
  return { monitor, routes };
}

/**
 * The precision that a head promised: the lower end of what was measured on held-out items, or else its rule's threshold,
 * for a calibrated head that raises at 0.6 says "right in at least 60 of 100".
 */
function promiseOf({ manifest, rule }: Pick<ScoringHead, 'manifest' | 'rule'>): number {
  const figure = manifest.figures.find(({ name }) => name === 'precision');
  return figure ? (figure.low ?? figure.value) : rule.threshold;
}
