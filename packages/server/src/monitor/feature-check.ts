import { setImmediate } from 'node:timers/promises';
import type { Millis } from '@splitsight/kernel';
import { discoveries, type FeatureDrift, featureDrift, isDrifted } from '@splitsight/learn';
import type { CheckParams, CheckResult, DriftFinding } from '../http/monitor-api.ts';
import type { StoredCamera, StoredKind } from '../store/history.ts';
import type { Baseline, DriftedPeriod } from '../store/monitor-checks.ts';
import type { SampleReader, VectorSample } from '../store/monitor-samples.ts';
import { historyDays, hourSamples } from './history.ts';

/** What the features are checked from. */
export interface FeatureParts {
  readonly kinds: readonly StoredKind[];
  readonly cameras: readonly StoredCamera[];
  /** Fingerprints whose vectors may be compared with each other. */
  readonly families: readonly (readonly string[])[];
  readonly drifted: readonly DriftedPeriod[];
  readonly baselines: readonly Baseline[];
  readonly reader: SampleReader;
  readonly onShare: (share: number) => void;
  readonly signal: AbortSignal;
}

const day: Millis = 86_400_000;
/** One vector a camera in so long: four an hour, 1,440 a camera and check. */
const slot: Millis = 900_000;
/** So many bytes of vectors are in memory at a time; of more cameras, the database is read again. */
const memoryBytes = 128 * 1024 * 1024;
const maxDays = 45;

/**
 * Compares the last 24 hours of every camera with its days before, like hours with like hours.
 *
 * All cameras are tested, so `level` bounds the share of false alarms among those called drifted, not of each test.
 */
export async function checkFeatures(
  { at, level }: Pick<CheckParams, 'at' | 'level'>,
  parts: FeatureParts,
): Promise<{ readonly findings: readonly DriftFinding[]; readonly seen: CheckResult['seen'] }> {
  const { cameras, signal, onShare } = parts;
  const tested: Tested[] = [];
  const seen = new Map<string, CheckResult['seen'][number]>();
  const bytes = Math.max(1, ...parts.kinds.map(({ vectorBytes }) => vectorBytes));
  const batch = Math.max(1, Math.floor(memoryBytes / (((historyDays + 1) * day) / slot) / bytes));
  for (let from = 0; from < cameras.length; from += batch) {
    const some = cameras.slice(from, from + batch);
    const drawn = await draw(at, some, parts, (share) => onShare((from + share * some.length) / cameras.length));
    for (const camera of some) {
      tested.push(test(camera, drawn.get(camera.id) ?? [], at, parts));
      noteSeen(seen, camera, drawn.get(camera.id) ?? [], at, parts.kinds);
      // Whoever cancels is heard between two cameras.
      await setImmediate();
      signal.throwIfAborted();
    }
  }
  const found = discoveries(
    tested.flatMap(({ drift }) => drift?.p ?? []),
    level,
  );
  let next = 0;
  const findings = tested.map(({ finding, drift, driftsSince }): DriftFinding => {
    if (!drift) return finding;
    const hasDrifted = isDrifted(drift, found[next++] ?? false);
    return hasDrifted
      ? { ...finding, verdict: 'drifted', since: driftsSince ?? at - day }
      : { ...finding, verdict: 'steady' };
  });
  return { findings, seen: [...seen.values()] };
}

/** Draws a vector a camera and slot, of the last day and of enough days before. */
async function draw(
  at: Millis,
  cameras: readonly StoredCamera[],
  { reader, drifted, signal }: FeatureParts,
  onShare: (share: number) => void,
): Promise<ReadonlyMap<number, readonly VectorSample[]>> {
  const drawn = new Map<number, VectorSample[]>();
  const wanted = new Map(cameras.map((camera) => [camera.key, camera.id]));
  const ids = new Set(wanted.values());
  const driftedDays = Math.max(0, ...countBy(drifted.map(({ site, camera }) => `${site}/${camera}`)).values());
  const days = Math.min(maxDays, historyDays + 1 + driftedDays);
  const oldest = reader.oldest() ?? at;
  const slots = Math.min((days * day) / slot, Math.ceil((at - oldest) / slot) + 1);
  for (let index = slots; index > 0; index--) {
    const since = at - index * slot;
    for (const sample of reader.draw(since, since + slot, (camera) => ids.has(camera))) {
      const own = drawn.get(sample.cameraId);
      if (own) own.push(sample);
      else drawn.set(sample.cameraId, [sample]);
    }
    if (index % 96 === 0) {
      onShare(1 - index / slots);
      await setImmediate();
      signal.throwIfAborted();
    }
  }
  return drawn;
}

interface Tested {
  /** As it is while it has not drifted. */
  readonly finding: DriftFinding;
  readonly drift: FeatureDrift | undefined;
  /** When the drift began, if the check before saw it already. */
  readonly driftsSince: Millis | undefined;
}

function test(camera: StoredCamera, samples: readonly VectorSample[], at: Millis, parts: FeatureParts): Tested {
  const kinds = new Map(parts.kinds.map((kind) => [kind.id, kind]));
  const newest = samples.at(-1);
  const kind = newest && kinds.get(newest.kindId);
  const mine = ({ site, camera: id }: { readonly site: string; readonly camera: string }) =>
    site === camera.site && id === camera.camera;
  const baseline = parts.baselines.find(mine);
  // What was accepted is no drift any more.
  const drifted = parts.drifted.filter((one) => mine(one) && one.at > (baseline?.givenAt ?? 0));
  const finding: DriftFinding = {
    ...{ site: camera.site, camera: camera.camera, at, verdict: 'too_little', since: null },
    ...{ accepted_since: baseline?.since ?? null, fingerprint: kind?.fingerprint ?? null, codec: kind?.codec ?? null },
    ...{ distance: null, usual: null, farthest: null, p: null, days: 0, hours: 0, rows: 0, history_rows: 0 },
  };
  if (!newest || !kind) return { finding, drift: undefined, driftsSince: undefined };
  const family = parts.families.find((one) => one.includes(kind.fingerprint)) ?? [kind.fingerprint];
  const like = samples.filter(({ kindId }) => {
    const other = kinds.get(kindId);
    return other?.codec === kind.codec && other.vectorBytes === kind.vectorBytes && family.includes(other.fingerprint);
  });
  // Whole frames tell of the camera; what moves in them is another matter, and stands in only where there are no frames.
  const frames = like.filter(({ region }) => region === 'global');
  const used = frames.length * 2 >= like.length ? frames : like.filter(({ region }) => region !== 'global');
  const dims = kind.codec === 'f32' ? kind.vectorBytes / 4 : kind.vectorBytes;
  const result = featureDrift(hourSamples(used, kind.codec, at, { drifted, baseline }), dims, 0);
  if ('tooLittle' in result) {
    return {
      finding: { ...finding, days: result.days, hours: result.hours },
      drift: undefined,
      driftsSince: undefined,
    };
  }
  const { distance, usual, farthest, p, days, hours, rows, historyRows } = result;
  const latest = drifted.toSorted((a, b) => a.at - b.at).at(-1);
  return {
    finding: { ...finding, distance, usual, farthest, p, days, hours, rows, history_rows: historyRows },
    drift: result,
    // A check that was missed in between ends no drift.
    driftsSince: latest && latest.at > at - 3 * day ? latest.since : undefined,
  };
}

function noteSeen(
  seen: Map<string, CheckResult['seen'][number]>,
  { site }: StoredCamera,
  samples: readonly VectorSample[],
  at: Millis,
  kinds: readonly StoredKind[],
): void {
  const newest = new Map(samples.map(({ kindId, capturedAt }) => [kindId, capturedAt]));
  for (const { id, fingerprint } of kinds) {
    const capturedAt = newest.get(id);
    if (capturedAt === undefined) continue;
    const key = `${site}/${fingerprint}`;
    const lately = capturedAt > at - day || (seen.get(key)?.lately ?? false);
    seen.set(key, { site, fingerprint, lately });
  }
}

function countBy(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
