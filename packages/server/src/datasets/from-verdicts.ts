import { setImmediate } from 'node:timers/promises';
import type { Item } from '@splitsight/training';
import type { BootId, HeadName } from '@splitsight/wire';
import type { z } from 'zod';
import { serverError } from '../errors.ts';
import type { Connection } from '../store/database.ts';
import { createFrameFinder, type StoredFrame } from '../store/history-frame.ts';
import { framesInRange } from '../store/items-range.ts';
import type { Verdict } from '../store/verdicts.ts';
import { nothingAdded, sumAdded } from './added-view.ts';
import type { Added } from './adding.ts';
import type { DataSets } from './data-sets.ts';
import { frameItem, meantRegion } from './frame-items.ts';

import type { fromVerdictsResultSchema, fromVerdictsSchema } from './schemas.ts';
import type { Verdicts } from './verdicts.ts';

/** What a head tells apart. */
export interface HeadClasses {
  readonly classes: readonly string[];
  /** The index of the class that alerts. */
  readonly positive: number;
}

export interface VerdictSources {
  readonly sets: DataSets;
  readonly verdicts: Verdicts;
  readonly connection: Connection;
  /** The classes of a head that is at work. */
  readonly headClasses: (head: HeadName) => HeadClasses | undefined;
}

/** Verdicts of one request, newest first. */
const atMost = 10_000;
/** Frames looked up and added before others may go on. */
const batch = 100;
/** An alert is raised so soon after its frame came in. */
const nearMs = 60_000;

type Given = z.output<typeof fromVerdictsSchema>;

/** What became of verdicts. */
export interface FromVerdicts extends Omit<z.output<typeof fromVerdictsResultSchema>, 'items'> {
  readonly items: Added;
}

/**
 * Makes items of the frames that raised the alerts of a head that people have judged.
 *
 * @throws CodedError DATASET_UNKNOWN, DATASET_HEAD, DATASET_LABEL and what adding throws.
 */
export async function addFromVerdicts(name: string, given: Given, sources: VerdictSources): Promise<FromVerdicts> {
  const { sets, verdicts, connection } = sources;
  const { id } = sets.get(name);
  const labels = labelsOf(given, sources.headClasses(given.head));
  const found = verdicts.list({ ...given, limit: atMost });
  const find = createAlertFrames(connection);
  const fits = sets.kindFilter(id);
  const counts = { verdicts: found.length, unsure: 0, unlabelled: 0, gone: 0, other_kinds: 0 };
  let items = nothingAdded;
  for (let at = 0; at < found.length; at += batch) {
    const ready: { readonly frame: StoredFrame; readonly item: Item }[] = [];
    for (const verdict of found.slice(at, at + batch)) {
      const label = verdict.verdict === 'unsure' ? undefined : (verdict.label ?? labels[verdict.verdict]);
      const frame = label === undefined ? undefined : find(verdict);
      const region = frame && meantRegion(frame, verdict.alert.region, verdict.alert.box);
      const item = frame && region !== undefined && label !== undefined ? frameItem(frame, region, label) : undefined;
      if (verdict.verdict === 'unsure') counts.unsure++;
      else if (label === undefined) counts.unlabelled++;
      else if (!frame || !item) counts.gone++;
      else ready.push({ frame, item });
    }
    const fitting = ready.filter(({ frame }) => fits(frame.kind));
    counts.other_kinds += ready.length - fitting.length;
    const [first] = fitting;
    if (first) {
      const added = sets.add(id, {
        codec: first.frame.kind.codec,
        items: fitting.map(({ item }) => item),
        existing: given.existing,
        by: given.by,
      });
      items = sumAdded(items, added);
    }
    await setImmediate();
  }
  return { ...counts, items };
}

/** What right and wrong alerts show. A wrong one of which somebody said what it shows is that. */
function labelsOf({ head, labels }: Given, known: HeadClasses | undefined): { true?: string; false?: string } {
  const right = labels.true ?? known?.classes[known.positive];
  if (right === undefined) throw serverError('DATASET_HEAD', head);
  const others = known?.classes.filter((label) => label !== right) ?? [];
  const wrong = labels.false ?? (others.length === 1 ? others[0] : undefined);
  return { true: right, ...(wrong !== undefined && { false: wrong }) };
}

/** Finds the frame that raised an alert: by its number, or, for alerts of old, by camera and time. */
function createAlertFrames(connection: Connection): (verdict: Verdict) => StoredFrame | undefined {
  const finder = createFrameFinder(connection);
  return ({ alert: { site, camera, captured_at, raised_at, frame } }) => {
    if (frame) {
      return finder.byName({ site, camera, bootId: frame.boot_id as BootId, sequence: frame.sequence });
    }
    const range = { site, camera, from: captured_at, to: captured_at + 1, since: raised_at - nearMs };
    for (const { frames } of framesInRange(connection, { ...range, until: raised_at + nearMs })) {
      const [first] = frames;
      if (first) return finder.byId(first.id);
    }
    return undefined;
  };
}
