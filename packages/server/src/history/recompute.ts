import type { Alert, BootId, CameraId, SiteId } from '@splitsight/wire';
import { resolveRule } from '../alert/rule.ts';
import { type AlertInput, idleState } from '../alert/state.ts';
import { stepAlert } from '../alert/step.ts';
import { decide } from '../decide.ts';
import { serverError } from '../errors.ts';
import { judgePatches } from '../heads/patches.ts';
import type { ScoringHead } from '../heads/scoring-head.ts';
import { watchInput } from '../rules/zone-input.ts';
import { createZoneView, type ZoneView } from '../rules/zone-view.ts';
import type { EvidenceFrame } from '../store/evidence.ts';
import type { FrameFinder, StoredFrame } from '../store/history-frame.ts';
import type { RecomputedAlert, RecomputedFrame } from './recompute-schema.ts';

/** What alerts are computed again from. */
export interface RecomputeParts {
  readonly evidence: (alertId: string) => readonly EvidenceFrame[];
  readonly frames: Pick<FrameFinder, 'byName'>;
  /** Opens a version of a head; rejects with a coded error where it cannot be opened. Whoever gives it closes it. */
  readonly open: (head: string, version: string) => Promise<ScoringHead>;
}

/**
 * Computes an alert again from the stored vectors and the very version of the head that raised it, and compares every score
 * bit for bit.
 *
 * @throws CodedError EVIDENCE_NONE, and what opening the version of the head throws.
 */
export async function recomputeAlert(alert: Alert, parts: RecomputeParts): Promise<RecomputedAlert> {
  const evidence = parts.evidence(alert.id);
  const last = evidence.at(-1);
  if (!last) throw serverError('EVIDENCE_NONE', alert.id);
  const { dwell_s: dwell = 0, sees, ...levels } = last.rule;
  const rule = resolveRule(alert.head, levels);
  const view = sees && createZoneView({ ...sees, kinds: rule.regions });
  let state = idleState({
    ...alert,
    ...{ rule: alert.rule ?? '', mark: '', headVersion: alert.head_version },
    classes: Object.keys(alert.scores ?? {}),
  });
  let raised: Alert | undefined;
  const frames: RecomputedFrame[] = [];
  for (const one of evidence) {
    const stored = parts.frames.byName(nameOf(alert, one));
    const input =
      stored && (await inputAgain(stored, await parts.open(alert.head, one.headVersion), rule.regions, view));
    frames.push(compare(one, stored, input?.kind === 'score' ? input.scores : []));
    if (!input) continue;
    // Whatever kept it back until the last of them, a cooldown or the time that it waited, is not asked again.
    const step = stepAlert(state, input, one.receivedAt, rule, (at) => (at < last.receivedAt ? 'cooldown' : null));
    state = step.state;
    raised = step.events.find(({ type }) => type === 'new')?.after ?? raised;
  }
  const said = Object.values(alert.scores ?? {});
  const isOf = said.length > 0 && said.every((score, i) => Object.is(score, last.scores[i]));
  const raises = raised !== undefined && isSameAlert(raised, alert, dwell > 0);
  return {
    id: alert.id,
    head: alert.head,
    head_version: alert.head_version,
    same: isOf && raises && frames.every(({ outcome }) => outcome === 'same'),
    raises,
    frames,
  };
}

function nameOf({ site, camera }: { readonly site: SiteId; readonly camera: CameraId }, frame: EvidenceFrame) {
  return { site, camera, bootId: frame.bootId as BootId, sequence: frame.sequence };
}

async function inputAgain(
  stored: StoredFrame,
  head: ScoringHead,
  counts: Parameters<typeof decide>[1],
  view: ZoneView | undefined,
): Promise<AlertInput | undefined> {
  const { regions, kind } = stored;
  const vectors = Buffer.concat(regions.map(({ vector }) => vector));
  if (kind.vectorBytes !== head.vectorBytes) return undefined;
  const probabilities = await head.score(vectors, regions.length);
  const patches = (await judgePatches(head, [regions], probabilities))?.[0];
  const { classes, positive } = head.manifest;
  const scores = { probabilities, classes: classes.length, positive, patches };
  const decided = view ? null : decide(regions, counts, scores);
  return watchInput({ message: messageOf(stored), timing: 'live' }, { view: view ?? null }, scores, decided);
}

function messageOf({ bootId, sequence, capturedAt, kind: { fingerprint }, regions }: StoredFrame) {
  return { bootId, sequence, capturedAt, fingerprint, regions };
}

function compare(
  { bootId, sequence, capturedAt, headVersion, scores: stored }: EvidenceFrame,
  frame: StoredFrame | undefined,
  scores: ArrayLike<number>,
): RecomputedFrame {
  const about = { boot_id: bootId, sequence, captured_at: capturedAt, head_version: headVersion, stored: [...stored] };
  if (!frame) return { ...about, outcome: 'gone', computed: null, largest_difference: null };
  const computed = Array.from(scores);
  const isSame = computed.length === stored.length && computed.every((score, i) => Object.is(score, stored[i]));
  const differences = stored.map((score, i) => Math.abs(score - (computed[i] ?? Number.POSITIVE_INFINITY)));
  return {
    ...about,
    outcome: isSame ? 'same' : 'differs',
    computed,
    largest_difference: computed.length === stored.length ? Math.max(0, ...differences) : null,
  };
}

/** Whether the frames raise the same: at the same moment, from the same beginning, with the same score at the same place. */
function isSameAlert(raised: Alert, alert: Alert, hasWaited: boolean): boolean {
  return (
    raised.captured_at === alert.captured_at &&
    // What it waited for is not among its evidence.
    (hasWaited || raised.started_at === alert.started_at) &&
    raised.raised_at === alert.raised_at &&
    raised.fingerprint === alert.fingerprint &&
    raised.frame?.sequence === alert.frame?.sequence
  );
}
