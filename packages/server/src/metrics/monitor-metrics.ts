import { Gauge, type Registry } from 'prom-client';
import type { DriftFinding } from '../http/monitor-api.ts';
import type { MonitorView } from '../monitor/monitor.ts';
import { scoreQuantile } from '../monitor/score-bins.ts';

/**
 * Cameras may be thousands, and each label costs the one who scrapes: of so many the drift is told one by one, those that
 * drifted first, then the least likely; how many there are of each verdict is told of all.
 */
const maxCameras = 200;
/** Of heads at sites; stale ones first. */
const maxStates = 1000;
/** Not called quantiles: Prometheus keeps that label for summaries. */
const shares = [0.5, 0.9, 0.99];

/** Adds what is known of heads at work and of cameras to the metrics. */
export function addMonitorMetrics(registry: Registry, view: MonitorView): void {
  const registers = [registry];
  const gauge = (name: string, help: string, labelNames: readonly string[], collect: (set: Set) => void) => {
    new Gauge({
      name: `splitsight_${name}`,
      help,
      labelNames: [...labelNames],
      registers,
      collect() {
        this.reset();
        collect((labels, value) => this.set(labels, value));
      },
    });
  };
  gauge('head_stale', '1 when the figures of a head can no longer be relied on at a site.', ['head', 'site'], (set) => {
    const states = view.states().toSorted((a, b) => Number(b.stale) - Number(a.stale));
    for (const { head, site, stale } of states.slice(0, maxStates)) set({ head, site }, stale ? 1 : 0);
  });
  const told = () =>
    view
      .findings()
      .filter(({ p }) => p !== null)
      .toSorted(byUrgency)
      .slice(0, maxCameras);
  const ofCamera = (name: string, help: string, value: (one: DriftFinding) => number | null) =>
    gauge(name, help, ['site', 'camera'], (set) => {
      for (const one of told()) set({ site: one.site, camera: one.camera }, value(one) ?? 0);
    });
  ofCamera(
    'feature_drift',
    'How far a camera’s last day is from its past: 0 the same, 1 nothing in common.',
    (one) => one.distance,
  );
  ofCamera('feature_drift_usual', 'How far a camera’s median day is from its others.', (one) => one.usual);
  ofCamera('feature_drift_p', 'The chance of such a distance if nothing had changed.', (one) => one.p);
  gauge('feature_drift_cameras', 'Cameras, by what the last check found.', ['site', 'verdict'], (set) => {
    for (const [site, findings] of bySite(view.findings())) {
      for (const verdict of ['steady', 'drifted', 'too_little']) {
        set({ site, verdict }, findings.filter((one) => one.verdict === verdict).length);
      }
    }
  });
  gauge(
    'head_scores',
    'Below what score lies this share of a head’s scores of the day, UTC.',
    ['head', 'version', 'share'],
    (set) => {
      for (const { head, version, counts } of view.scoresToday()) {
        for (const share of shares) {
          const score = scoreQuantile(counts, share);
          if (score !== null) set({ head, version, share: String(share) }, score);
        }
      }
    },
  );
  gauge(
    'head_calibration_error',
    'How far what a head states is from what operators found, on average.',
    ['head'],
    (set) => {
      for (const { head, calibration } of view.calibrations()) set({ head }, calibration.ece);
    },
  );
  gauge('monitor_checked_seconds', 'When cameras and heads were last checked, in seconds since 1970.', [], (set) => {
    const at = view.checkedAt();
    if (at !== null) set({}, at / 1000);
  });
}

type Set = (labels: Record<string, string>, value: number) => void;

function byUrgency(a: DriftFinding, b: DriftFinding): number {
  return Number(b.verdict === 'drifted') - Number(a.verdict === 'drifted') || (a.p ?? 1) - (b.p ?? 1);
}

function bySite(findings: readonly DriftFinding[]): ReadonlyMap<string, readonly DriftFinding[]> {
  return new Map(
    [...new Set(findings.map(({ site }) => site))].map((site) => [site, findings.filter((one) => one.site === site)]),
  );
}
