import type { Clock } from '@splitsight/kernel';
import type { AlertEvent } from '@splitsight/wire';
import type { LateAlerts } from './alert/late.ts';
import type { AlertTracker } from './alert/tracker.ts';
import type { LanesOptions } from './heads/lanes.ts';
import type { Shadows } from './heads/shadows.ts';
import type { HeadStand } from './heads/stand.ts';
import type { Books } from './history/books.ts';
import type { Admission } from './ingest/admission.ts';
import type { Shedding } from './ingest/shedding.ts';
import type { LiveHub } from './live/hub.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { RulesAtWork } from './rules/open-rules.ts';
import type { Store } from './store/store.ts';

/** What the pipeline leads through, and whom it tells. */
export interface PipelineParts extends Pick<LanesOptions, 'kinds' | 'onOverflow' | 'onFailure'> {
  readonly clock: Clock;
  readonly admission: Admission;
  readonly shedding: Shedding;
  readonly stand: HeadStand;
  readonly shadows: Pick<Shadows, 'offer' | 'idle'>;
  readonly rules: Pick<RulesAtWork, 'watchesOf' | 'find'>;
  readonly alerts: AlertTracker;
  readonly books: Pick<Books, 'decision'>;
  readonly store: Pick<Store, 'addVectors' | 'settle' | 'keeps' | 'backlog' | 'putAlert'>;
  readonly live: Pick<LiveHub, 'alert' | 'decision' | 'clients'>;
  readonly publish: (event: AlertEvent) => void;
  readonly late: Pick<LateAlerts, 'step'>;
  readonly metrics: Pick<Metrics, 'message' | 'batch' | 'stage' | 'alert'>;
}
