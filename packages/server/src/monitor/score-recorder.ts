import type { Millis, Tally } from '@splitsight/kernel';
import type { CameraRef } from '../flow.ts';
import type { ScoreRow } from '../store/monitor-scores.ts';
import { scoreBin, scoreBins } from './score-bins.ts';

/** Why scores are missing from the histograms. The label values of splitsight_head_scores_dropped_total. */
export const scoreDropReasons = ['too_many', 'failed'] as const;
export type ScoreDropReason = (typeof scoreDropReasons)[number];

/** Counts scores by head, version and camera until they are taken to be stored. */
export interface ScoreRecorder {
  /** Costs a fraction of a microsecond: it stands behind every decision. */
  observe(head: ObservedHead, from: CameraRef, score: number, receivedAt: Millis): void;
  /** What was counted since the last time. */
  take(now: Millis): readonly ScoreRow[];
  /** Adds what was counted of the present day before a restart. */
  restore(scores: HeadScores, today: number): void;
  /** The scores of each head and version since the day (UTC) began or the server did. */
  today(): readonly HeadScores[];
}

export interface ObservedHead {
  readonly name: string;
  readonly version: string;
}

/** The scores of a version of a head, over all cameras. */
export interface HeadScores {
  readonly head: string;
  readonly version: string;
  readonly counts: Float64Array;
}

/** At 300 bytes each some 20 MB; 8 heads on 4096 cameras are half of them. */
const maxRows = 65_536;
export const day: Millis = 86_400_000;

interface Version {
  readonly cameras: Map<string, ScoreRow>;
  today: HeadScores;
  day: number;
}

export function createScoreRecorder(dropped: Tally<ScoreDropReason>): ScoreRecorder {
  const heads = new Map<string, Map<string, Version>>();
  let rows = 0;

  function versionOf({ name, version }: ObservedHead, today: number): Version {
    const versions = heads.get(name) ?? new Map<string, Version>();
    if (versions.size === 0) heads.set(name, versions);
    const known = versions.get(version);
    if (known) return known;
    const fresh = { cameras: new Map<string, ScoreRow>(), today: emptyScores(name, version), day: today };
    versions.set(version, fresh);
    return fresh;
  }

  function addRow(own: Version, head: ObservedHead, { site, camera, key }: CameraRef, today: number) {
    if (rows >= maxRows) return undefined;
    rows++;
    const place = { head: head.name, version: head.version, site, camera, day: today };
    const row = { ...place, counts: new Float64Array(scoreBins) };
    own.cameras.set(key, row);
    return row;
  }

  return {
    observe(head, from, score, receivedAt) {
      const today = Math.floor(receivedAt / day);
      const own = versionOf(head, today);
      const row = own.cameras.get(from.key) ?? addRow(own, head, from, today);
      if (!row) return dropped.add('too_many');
      const bin = scoreBin(score);
      row.counts[bin] = (row.counts[bin] as number) + 1;
      if (own.day !== today) {
        own.day = today;
        own.today = emptyScores(head.name, head.version);
      }
      own.today.counts[bin] = (own.today.counts[bin] as number) + 1;
    },
    take(now) {
      const taken: ScoreRow[] = [];
      for (const [name, versions] of heads) {
        for (const [version, { cameras, day: of }] of versions) {
          for (const row of cameras.values()) taken.push(row);
          // Nothing of it is of today.
          if (of !== Math.floor(now / day)) versions.delete(version);
          cameras.clear();
        }
        if (versions.size === 0) heads.delete(name);
      }
      rows = 0;
      return taken;
    },
    restore({ head, version, counts }, today) {
      const own = versionOf({ name: head, version }, today);
      own.today = { head, version, counts: own.today.counts.map((count, bin) => count + (counts[bin] ?? 0)) };
    },
    today: () => [...heads.values()].flatMap((versions) => [...versions.values()].map((one) => one.today)),
  };
}

function emptyScores(head: string, version: string): HeadScores {
  return { head, version, counts: new Float64Array(scoreBins) };
}
