import type { Millis, Tally } from '@splitsight/kernel';
import { type AlertEvent, type SuppressReason, suppressReasons } from '@splitsight/wire';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type CloseReason, closeReasons } from '../broker/broker.ts';
import type { Batch } from '../heads/lane.ts';
import { type ShadowDropReason, shadowDropReasons } from '../heads/shadows.ts';
import { type DropReason, dropReasons, type Mark, marks } from '../ingest/reasons.ts';
import { type LiveCloseReason, liveCloseReasons } from '../live/hub.ts';
import type { MonitorView } from '../monitor/monitor.ts';
import { type ScoreDropReason, scoreDropReasons } from '../monitor/score-recorder.ts';
import { type LoginRefusal, loginRefusals } from '../people/login.ts';
import { type ArmingRefusal, armingRefusals } from '../rules/open-rules.ts';
import { type RowDropReason, rowDropReasons } from '../store/store.ts';
import { type SwitchRefusal, switchRefusals } from '../switches/switches.ts';
import { addChannelMetrics, type ChannelSource } from './channel-metrics.ts';
import { addCoverageMetrics, type CoverageSource } from './coverage-metrics.ts';
import { addMonitorMetrics } from './monitor-metrics.ts';
import { addPictureMetrics, type PictureTallies } from './picture-metrics.ts';
import { addStorageMetrics, type StorageSource } from './storage-metrics.ts';
import { addTroubleMetrics, type TroubleSource } from './trouble-metrics.ts';

/** Where a frame's time goes: waiting for the heads, in them, making decisions, alerts; all of it; a commit, and the disk. */
export type Stage = 'queue' | 'head' | 'decide' | 'alert' | 'total' | 'commit' | 'disk';

/** What the metrics are read from when somebody asks: the hot path only counts. */
export interface MetricSources {
  readonly version: string;
  readonly dropped: Tally<DropReason>;
  readonly marked: Tally<Mark>;
  readonly rowsDropped: Tally<RowDropReason>;
  readonly mqttClosed: Tally<CloseReason>;
  readonly loginsRefused: Tally<LoginRefusal>;
  readonly liveClosed: Tally<LiveCloseReason>;
  readonly shadowDropped: Tally<ShadowDropReason>;
  readonly scoresDropped: Tally<ScoreDropReason>;
  readonly suppressed: Tally<SuppressReason>;
  readonly armingRefused: Tally<ArmingRefusal>;
  readonly switchesRefused: Tally<SwitchRefusal>;
  readonly gauges: Readonly<Record<GaugeName, () => number>>;
}

type GaugeName = 'mqtt_clients' | 'live_clients' | 'cameras' | 'nodes' | 'queue_frames' | 'store_queue_rows' | 'ready';

/** Parts of the server that are asked what they counted. */
interface OperationSources extends CoverageSource, TroubleSource {
  readonly channels: ChannelSource;
  readonly pictures: { readonly tallies: PictureTallies };
  readonly storage: { readonly source: StorageSource };
}

/** Counts and times, and tells them in Prometheus' text format. */
export interface Metrics {
  message(): void;
  /** Notes that a batch of frames is decided, and where its time went. */
  batch(batch: Batch, now: Millis): void;
  /** Notes a commit: its rows, and how long it took. */
  commit(rows: number, took: Millis): void;
  /** Counts an alert's event; a new one's latency, too, unless the edge's clock is ahead. */
  /** @param now when listeners were told. */
  alert(event: AlertEvent, now: Millis): void;
  stage(stage: Stage, took: Millis): void;
  /** Adds what is known of heads at work. */
  watch(view: MonitorView): void;
  /** Adds what becomes of notifications and pictures, what is kept, which cameras are watched, and what is wrong. */
  watchOperations(operations: OperationSources): void;
  text(): Promise<string>;
  readonly contentType: string;
}

const fastBuckets = [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5];
const decisionBuckets = [
  ...[0.001, 0.002, 0.003, 0.004, 0.005, 0.006, 0.008, 0.01, 0.0125, 0.015, 0.02, 0.025, 0.03, 0.04, 0.05, 0.075],
  ...[0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 2, 5],
];
const latencyBuckets = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.85, 1, 2, 5];

const gaugeHelp: Readonly<Record<GaugeName, string>> = {
  mqtt_clients: 'MQTT clients that are connected.',
  live_clients: 'Pages that watch.',
  cameras: 'Cameras that are known.',
  nodes: 'Edge machines that are known.',
  queue_frames: 'Frames that wait for the heads.',
  store_queue_rows: 'Rows that wait for the database.',
  ready: '1 when everything works.',
};

export function createMetrics(sources: MetricSources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const total = (name: string, help: string) => new Counter({ name: `splitsight_${name}_total`, help, registers });
  const messages = total('messages_received', 'Feature messages that came in.');
  const decisions = total('decisions', 'Frames scored, once for each head.');
  const rows = total('store_rows', 'Rows written to the database.');
  const events = new Counter({
    name: 'splitsight_alert_events_total',
    help: 'Alert events, by type.',
    labelNames: ['type'],
    registers,
  });
  for (const type of ['new', 'update', 'end']) events.inc({ type }, 0);
  const stages = new Histogram({
    name: 'splitsight_stage_seconds',
    help: 'Time spent in a stage, for each batch of frames.',
    labelNames: ['stage'],
    buckets: fastBuckets,
    registers,
  });
  const stageOf = (stage: Stage) => stages.labels(stage);
  const byStage: Readonly<Record<Stage, ReturnType<typeof stageOf>>> = {
    queue: stageOf('queue'),
    head: stageOf('head'),
    decide: stageOf('decide'),
    alert: stageOf('alert'),
    total: stageOf('total'),
    commit: stageOf('commit'),
    disk: stageOf('disk'),
  };
  const decided = new Histogram({
    name: 'splitsight_decision_latency_seconds',
    help: 'From the capture of a frame, by the edge’s clock, to the decisions on it, by the server’s; of frames in time.',
    buckets: decisionBuckets,
    registers,
  });
  const latency = new Histogram({
    name: 'alert_latency_seconds',
    help: 'From the capture of the frame that raised an alert, by the edge’s clock, to the telling of it, by the server’s.',
    buckets: latencyBuckets,
    registers,
  });

  function tallied<Reason extends string>(
    name: string,
    help: string,
    reasons: readonly Reason[],
    tally: Tally<Reason>,
  ) {
    new Counter({
      name: `splitsight_${name}_total`,
      help,
      labelNames: ['reason'],
      registers,
      collect() {
        const totals = tally.totals();
        this.reset();
        for (const reason of reasons) this.inc({ reason }, totals[reason] ?? 0);
      },
    });
  }
  tallied('messages_dropped', 'Messages that were not used, by reason.', dropReasons, sources.dropped);
  tallied('messages_marked', 'Messages that are remarkable, by what they are.', marks, sources.marked);
  tallied(
    'head_scores_dropped',
    'Scores that are in no histogram, by reason.',
    scoreDropReasons,
    sources.scoresDropped,
  );
  tallied('store_rows_dropped', 'Rows that are not in the database, by reason.', rowDropReasons, sources.rowsDropped);
  tallied('shadow_dropped', 'Frames that shadows did not score or store.', shadowDropReasons, sources.shadowDropped);
  tallied('logins_refused', 'Logins that were refused, by reason.', loginRefusals, sources.loginsRefused);
  tallied('alerts_suppressed', 'Alerts that were not raised, by reason.', suppressReasons, sources.suppressed);
  tallied('arming_refused', 'MQTT messages that armed no site, by reason.', armingRefusals, sources.armingRefused);
  tallied(
    'switches_refused',
    'MQTT messages that switched no camera, by reason.',
    switchRefusals,
    sources.switchesRefused,
  );
  tallied('mqtt_clients_closed', 'MQTT clients that were disconnected, by reason.', closeReasons, sources.mqttClosed);
  tallied('live_clients_closed', 'Pages that were disconnected, by reason.', liveCloseReasons, sources.liveClosed);

  function gauge(name: string, help: string, read: () => number) {
    new Gauge({
      name: `splitsight_${name}`,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  }
  for (const name of Object.keys(gaugeHelp) as GaugeName[]) gauge(name, gaugeHelp[name], sources.gauges[name]);
  gauge('resident_memory_bytes', 'Memory of the process.', () => process.memoryUsage.rss());
  new Counter({
    name: 'splitsight_cpu_seconds_total',
    help: 'Processor time of the process.',
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
  new Gauge({ name: 'splitsight_build_info', help: 'The version, always 1.', labelNames: ['version'], registers }).set(
    { version: sources.version },
    1,
  );

  return {
    message: () => messages.inc(),
    batch({ frames, queuedAt, startedAt, doneAt }, now) {
      const end = performance.now();
      const took = {
        queue: startedAt - queuedAt,
        head: doneAt - startedAt,
        decide: end - doneAt,
        total: end - queuedAt,
      };
      for (const { arrival } of frames) {
        if (arrival.timing === 'live') decided.observe(Math.max(0, now - arrival.message.capturedAt) / 1000);
      }
      for (const stage of ['queue', 'head', 'decide', 'total'] as const) byStage[stage].observe(took[stage] / 1000);
      decisions.inc(frames.reduce((sum, { answers }) => sum + answers.length, 0));
    },
    commit(count, took) {
      rows.inc(count);
      byStage.commit.observe(took / 1000);
    },
    alert({ type, after }, now) {
      events.inc({ type });
      const took = now - after.captured_at;
      if (type === 'new' && took >= 0) latency.observe(took / 1000);
    },
    stage: (stage, took) => byStage[stage].observe(took / 1000),
    watch: (view) => addMonitorMetrics(registry, view),
    watchOperations(operations) {
      addChannelMetrics(registry, operations.channels, Date.now);
      addPictureMetrics(registry, operations.pictures.tallies);
      addStorageMetrics(registry, operations.storage.source);
      addCoverageMetrics(registry, operations);
      addTroubleMetrics(registry, operations);
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
