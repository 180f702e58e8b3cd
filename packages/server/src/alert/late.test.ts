import { createManualClock } from '@splitsight/testkit';
import type { Alert, BootId } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { cameraRef } from '../flow.ts';
import { ownWatch } from '../rules/watch.ts';
import { inputOf, rule, start, subject } from '../testing/alert-steps.ts';
import { createLateAlerts, type LateAlerts } from './late.ts';

const from = cameraRef(subject.site, subject.camera);
const head = { name: subject.head, version: '1', rule, manifest: { classes: subject.classes, codec: subject.codec } };
const watch = ownWatch(head);
const bootId = '00000000000000aa' as BootId;

/** A book of alerts, and what is made of late frames: [offset in ms, score], numbered by their offset. */
function desk(alerts: readonly Alert[] = []) {
  const clock = createManualClock(start + 3_600_000);
  const book = new Map(alerts.map((alert) => [alert.id, alert]));
  const evidence: number[] = [];
  const onEntry = (entry: Alert) => void book.set(entry.id, entry);
  const open = () =>
    createLateAlerts({
      clock,
      earlier: (_, until) =>
        [...book.values()].filter(({ raised_at }) => raised_at <= until).sort((a, b) => b.raised_at - a.raised_at),
      onEntry,
      onRaised: (_entry, _by, looks) => void evidence.push(looks.length),
    });
  const play = (late: LateAlerts, frames: readonly (readonly [number, number | 'unchanged'])[]) => {
    for (const [at, what] of frames) {
      const capturedAt = start + at;
      late.step({ from, bootId, sequence: at, capturedAt }, head, watch, inputOf(what, capturedAt));
    }
  };
  const entries = () =>
    [...book.values()].map((one) => [one.raised_at - start, (one.ended_at ?? 0) - start, one.peak, one.late ?? false]);
  return { clock, open, play, entries, evidence, onEntry };
}

const event = [
  [0, 0.1],
  [2000, 0.95],
  [4000, 0.97],
  [6000, 0.1],
  [20_000, 0.1],
  [40_000, 0.95],
  [42_000, 0.2],
] as const;
const found = [
  [2000, 9000, 0.97, true],
  [40_000, 45_000, 0.95, true],
];

describe('late frames', () => {
  it('make entries of what would have alerted, with the times of their pictures', () => {
    const { open, play, entries, evidence } = desk();
    const late = open();
    play(late, event);
    expect(entries()).toEqual(found);
    expect([evidence, late.raised()]).toEqual([[1, 1], 2]);
  });

  it('make an entry once, however often they are sent, and wherever the server is restarted', () => {
    for (let stop = 0; stop <= event.length; stop++) {
      for (let again = 0; again <= stop; again++) {
        const { open, play, entries } = desk();
        const first = open();
        play(first, event.slice(0, stop));
        play(first, event.slice(again, stop));
        const second = open();
        play(second, event.slice(again));
        expect(entries()).toEqual(found);
      }
    }
  });

  it('make entries also while nobody can say what was there before', () => {
    const { clock, play, entries, onEntry } = desk();
    const earlier = () => {
      throw new Error('disk I/O error');
    };
    play(createLateAlerts({ clock, earlier, onEntry, onRaised: () => {} }), event);
    expect(entries()).toEqual(found);
  });

  it('make none where people were told of it', () => {
    const { late: _, ...told } = firstOf(event);
    const { open, play, entries } = desk([told]);
    play(open(), event);
    expect(entries()).toEqual([[2000, 9000, 0.95, false], found[1]]);
  });

  it('go on for as long as nothing changes', () => {
    const { open, play, entries } = desk();
    play(open(), [
      [0, 0.95],
      [4000, 'unchanged'],
      [8000, 'unchanged'],
    ]);
    expect(entries()).toEqual([[0, 13_000, 0.95, true]]);
  });

  it('are forgotten when no more come, and begin anew', () => {
    const { clock, open, play, entries } = desk();
    const late = open();
    play(late, [[0, 0.95]]);
    clock.advance(61_000);
    late.tick();
    play(late, [[100_000, 0.95]]);
    expect(entries()).toEqual([
      [0, 5000, 0.95, true],
      [100_000, 105_000, 0.95, true],
    ]);
  });
});

/** The alert that live frames make. */
function firstOf(frames: typeof event): Alert {
  const book: Alert[] = [];
  const late = createLateAlerts({
    clock: createManualClock(start),
    earlier: () => [],
    onEntry: (entry, isNew) => void (isNew && book.push({ ...entry, ended_at: start + 9000 })),
    onRaised: () => {},
  });
  for (const [at, what] of frames.slice(0, 2)) {
    late.step({ from, bootId, sequence: at, capturedAt: start + at }, head, watch, inputOf(what, start + at));
  }
  const [alert] = book;
  if (!alert) throw new Error('no alert');
  return alert;
}
