import type { Clock, Millis, Tally } from '@splitsight/kernel';
import type { CameraId, HeadName, SiteId } from '@splitsight/wire';
import { decide, type Scores } from '../decide.ts';
import type { Arrival, Decision, VectorKind } from '../flow.ts';
import type { Books } from '../history/books.ts';
import type { DisagreementRow } from '../store/rows.ts';
import { type Batch, type BatchHeads, createLane, type Lane } from './lane.ts';
import type { ScoringHead } from './scoring-head.ts';
import type { HeadStand } from './stand.ts';

/** Why a shadow has no say on a frame. The label values of splitsight_shadow_dropped_total. */
export const shadowDropReasons = ['queue_full', 'failed', 'disagreements_full'] as const;
export type ShadowDropReason = (typeof shadowDropReasons)[number];

/** What a live head decided on a frame. */
export interface LiveDecision {
  readonly head: ScoringHead;
  readonly decided: Decision;
}

/** How a shadow version and the live one compare at a camera, since one of them came to be there or the server began. */
export interface ShadowCount {
  readonly head: HeadName;
  readonly site: SiteId;
  readonly camera: CameraId;
  readonly live_version: string;
  readonly shadow_version: string;
  readonly since: Millis;
  /** Frames that both have judged, each by the threshold of its rule. */
  readonly frames: number;
  readonly both: number;
  readonly live_only: number;
  readonly shadow_only: number;
}

/** Versions in the shadow: they score what the live ones have scored, and nobody hears of it but the database. */
export interface Shadows {
  /** Takes a frame that the live heads are done with. What a shadow cannot keep up with is dropped and counted. */
  offer(arrival: Arrival, live: readonly LiveDecision[]): void;
  counts(): readonly ShadowCount[];
  idle(): Promise<void>;
}

export interface ShadowOptions {
  readonly clock: Clock;
  readonly stand: HeadStand;
  readonly kinds: readonly VectorKind[];
  readonly books: Pick<Books, 'decision'>;
  readonly store: { addDisagreement(row: DisagreementRow): void };
  readonly dropped: Tally<ShadowDropReason>;
  readonly onFailure: (head: ScoringHead, error: unknown) => void;
}

/** As many disagreements of a head are stored a day. */
export const maxDisagreements = 10_000;
/** Frames that wait for the shadows; the live ones have 8 times as many. */
const maxWaiting = 1024;
const day: Millis = 86_400_000;

interface ShadowFrame extends Arrival {
  readonly live: readonly LiveDecision[];
}
type Counter = { -readonly [Key in keyof ShadowCount]: ShadowCount[Key] };

export function createShadows(options: ShadowOptions): Shadows {
  const { clock, stand, books, store, dropped } = options;
  const counters = new Map<string, Counter>();
  const stored = new Map<string, { day: number; count: number }>();
  const lanes = new Map<VectorKind, Lane<ShadowFrame>>(options.kinds.map((kind) => [kind, laneOf(kind)]));

  function laneOf(kind: VectorKind): Lane<ShadowFrame> {
    return createLane<ShadowFrame>({
      take: () => takeReaders(stand, 'shadow', kind),
      vectorBytes: kind.vectorBytes,
      onBatch: judge,
      onOverflow: (frames) => dropped.add('queue_full', frames),
      onFailure: (head, frames, error) => {
        dropped.add('failed', frames);
        options.onFailure(head, error);
      },
    });
  }

  function judge({ frames }: Batch<ShadowFrame>): void {
    for (const { arrival, answers } of frames) {
      for (const { head, scores } of answers) if (scores) judgeOne(arrival, head, scores);
    }
  }

  /** Whatever goes wrong here stays here. */
  function judgeOne(arrival: ShadowFrame, head: ScoringHead, scores: Scores): void {
    try {
      const decided = decide(arrival.message.regions, head.rule.regions, scores);
      books.decision(arrival, head, 'shadow', decided);
      if (decided) compare(arrival, head, decided);
    } catch (error) {
      dropped.add('failed');
      options.onFailure(head, error);
    }
  }

  function compare(arrival: ShadowFrame, head: ScoringHead, { score }: Decision): void {
    const now = clock.now();
    const live = arrival.live.find((one) => one.head.name === head.name);
    if (!live) return;
    const says = { live: live.decided.score >= live.head.rule.threshold, shadow: score >= head.rule.threshold };
    const counter = counterOf(arrival, live.head, head, now);
    counter.frames++;
    if (says.live && says.shadow) counter.both++;
    if (says.live === says.shadow) return;
    if (says.live) counter.live_only++;
    else counter.shadow_only++;
    if (!hasRoom(head.name, now)) dropped.add('disagreements_full');
    else
      store.addDisagreement({
        arrival,
        head: head.name,
        liveVersion: live.head.version,
        shadowVersion: head.version,
        liveScore: live.decided.score,
        shadowScore: score,
        positive: says.live ? 'live' : 'shadow',
      });
  }

  /** One a camera and head: when a version changes it begins again. */
  function counterOf({ from }: Arrival, live: ScoringHead, head: ScoringHead, now: Millis): Counter {
    const key = `${from.key}/${head.name}`;
    const known = counters.get(key);
    if (known?.live_version === live.version && known.shadow_version === head.version) return known;
    const { site, camera } = from;
    const fresh: Counter = {
      ...{ head: head.name, site, camera, live_version: live.version, shadow_version: head.version },
      ...{ since: now, frames: 0, both: 0, live_only: 0, shadow_only: 0 },
    };
    counters.set(key, fresh);
    return fresh;
  }

  function hasRoom(head: string, now: Millis): boolean {
    const today = Math.floor(now / day);
    const known = stored.get(head);
    const own = known?.day === today ? known : { day: today, count: 0 };
    stored.set(head, own);
    if (own.count >= maxDisagreements) return false;
    own.count++;
    return true;
  }

  return {
    offer(arrival, live) {
      if (stand.current().readers('shadow', arrival.from.site, arrival.kind).length === 0) return;
      const lane = lanes.get(arrival.kind);
      if (!lane) return;
      if (lane.waiting() >= maxWaiting) dropped.add('queue_full');
      else lane.offer({ ...arrival, live });
    },
    counts: () => [...counters.values()],
    idle: async () => void (await Promise.all([...lanes.values()].map((lane) => lane.idle()))),
  };
}

/** Takes the heads that play a role and read a kind, for one batch. */
export function takeReaders(stand: HeadStand, role: 'live' | 'shadow', kind: VectorKind): BatchHeads {
  const { lineUp, done } = stand.take();
  return { readersAt: (site) => lineUp.readers(role, site, kind), done };
}
