import { type Clock, steadyNow } from '@splitsight/kernel';
import type { Alert, AlertEvent } from '@splitsight/wire';
import type { LateAlerts, LateFrame } from './alert/late.ts';
import type { AlertTracker } from './alert/tracker.ts';
import { decide, type Scores } from './decide.ts';
import type { Arrival, Decision, VectorKind } from './flow.ts';
import { type Batch, createLane, type Lane, type LaneOptions, pendingCameras } from './heads/lane.ts';
import type { ScoringHead } from './heads/scoring-head.ts';
import { type LiveDecision, type Shadows, takeReaders } from './heads/shadows.ts';
import type { HeadStand } from './heads/stand.ts';
import type { Books } from './history/books.ts';
import type { Admission } from './ingest/admission.ts';
import type { LiveHub } from './live/hub.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { RulesAtWork } from './rules/open-rules.ts';
import { watchInput } from './rules/zone-input.ts';
import type { Store } from './store/store.ts';

/** The server's half of the flow: ingest ▶ head ▶ decision ▶ alert ▶ store | live | publish. */
export interface Pipeline {
  /** Takes a message; `settled` is called when it is in the database, or refused for good. */
  ingest(topic: string, payload: Uint8Array, settled: () => void): void;
  /** Lets time go by: alerts of silent cameras end. */
  tick(): void;
  /** Takes up the alerts that were active before a restart. */
  restore(alerts: readonly Alert[]): void;
  /** How many frames wait for the heads. */
  waiting(): number;
  /** Resolves when every frame that came in is scored. */
  idle(): Promise<void>;
}

export interface PipelineParts extends Pick<LaneOptions, 'onOverflow' | 'onFailure'> {
  readonly clock: Clock;
  readonly admission: Admission;
  readonly kinds: readonly VectorKind[];
  readonly stand: HeadStand;
  readonly shadows: Pick<Shadows, 'offer' | 'idle'>;
  readonly rules: Pick<RulesAtWork, 'watchesOf' | 'find'>;
  readonly alerts: AlertTracker;
  readonly books: Pick<Books, 'decision'>;
  readonly store: Pick<Store, 'addVectors' | 'settle' | 'putAlert'>;
  readonly live: Pick<LiveHub, 'alert' | 'decision'>;
  readonly publish: (event: AlertEvent) => void;
  readonly late: Pick<LateAlerts, 'step'>;
  readonly metrics: Pick<Metrics, 'message' | 'batch' | 'stage' | 'alert'>;
}

export function createPipeline(parts: PipelineParts): Pipeline {
  const { clock, stand, shadows, rules, alerts, books, store, live, publish, metrics } = parts;
  const lanes = new Map<VectorKind, Lane>(parts.kinds.map((kind) => [kind, laneOf(kind)]));

  function laneOf(kind: VectorKind): Lane {
    const take = () => takeReaders(stand, 'live', kind);
    return createLane({ ...parts, take, vectorBytes: kind.vectorBytes, onBatch: decision });
  }

  function ingest(topic: string, payload: Uint8Array, settled: () => void): void {
    metrics.message();
    const arrival = parts.admission.admit(topic, payload, clock.now());
    if (arrival) store.addVectors(arrival);
    if (arrival) lanes.get(arrival.kind)?.offer(arrival);
    // Of what was not let in, too: the message that it repeats may still wait.
    store.settle(settled);
  }

  function decision(batch: Batch): void {
    const { frames } = batch;
    const decisions = frames.map(({ arrival, answers }) => {
      const decided: LiveDecision[] = [];
      for (const { head, scores } of answers) {
        const made = scores && decide(arrival.message.regions, head.rule.regions, scores);
        if (scores) alert(arrival, head, scores, made);
        if (made) decided.push({ head, decided: made });
      }
      show(arrival, decided);
      return decided;
    });
    metrics.batch(batch);
    // Everything that somebody waits for is out: what is in the shadow may look now.
    for (const [index, { arrival }] of frames.entries()) shadows.offer(arrival, decisions[index] ?? []);
  }

  /** Everything is judged by when the frame came in, however long it waited: so does a backtest. */
  function alert(arrival: Arrival, head: ScoringHead, scores: Scores, decided: Decision | null): void {
    const at = arrival.steadyAt ?? arrival.receivedAt;
    for (const watch of rules.watchesOf(head, arrival.from)) {
      const input = watchInput(arrival, watch, scores, decided);
      if (input) alerts.step(arrival.from, head, watch, input, at).forEach(raise);
    }
    books.decision(arrival, head, 'live', decided);
  }

      if (input && arrival.timing === 'late') parts.late.step(lateFrame(arrival), head, watch, input);
  /** Whoever waits for an alert hears of it before the database does. */
  function raise(event: AlertEvent): void {
    const startedAt = performance.now();
    publish(event);
    live.alert(event);
    metrics.stage('alert', performance.now() - startedAt);
    store.putAlert(event.after);
    metrics.alert(event, clock.now());
  }

  function show({ from: { site, camera }, message, timing }: Arrival, decided: readonly LiveDecision[]): void {
    if (timing === 'late') return;
    // Four digits draw a line; a float32 in JSON has seventeen.
    const scores = decided.map(({ head, decided: { score } }) => [head.name, Math.round(score * 1e4) / 1e4] as const);
    live.decision({ site, camera, captured_at: message.capturedAt, scores: Object.fromEntries(scores) });
  }

  return {
    ingest,
    tick: () => alerts.tick(steadyNow(clock), pendingCameras(lanes.values())).forEach(raise),
    restore: (active) => active.flatMap((one) => alerts.restore(one, rules.find(one), steadyNow(clock))).forEach(raise),
    waiting: () => [...lanes.values()].reduce((sum, lane) => sum + lane.waiting(), 0),
    async idle() {
      await Promise.all([...lanes.values()].map((lane) => lane.idle()));
      await shadows.idle();
    },

function lateFrame({ from, message: { bootId, sequence, capturedAt } }: Arrival): LateFrame {
  return { from, bootId, sequence, capturedAt };
}
  };
}
