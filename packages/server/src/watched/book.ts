import type { Millis } from '@splitsight/kernel';
import type { CoverageStretch } from '@splitsight/wire';
import type { CoverageTable } from '../store/coverage.ts';
import { paint, type Timeline } from './timeline.ts';

/** Keeps a camera's stretches in memory until they are written, and reads them with those that are. */
export interface CoverageBook {
  paint(strokes: readonly CoverageStretch[]): void;
  /** What is told of a period, in order. */
  read(from: Millis, to: Millis): Timeline;
  /** The first moment that is told; undefined when nothing is. */
  knownFrom(): Millis | undefined;
  /** The last moment that is told. */
  knownTo(): Millis | undefined;
  /** Writes what waits, within the caller's transaction, which must tell {@link written} when it went well. @throws SqliteError */
  write(): void;
  written(): void;
  /** How many stretches were forgotten because they could not be written for too long. */
  forgotten(): number;
}

/** So many stretches wait while the database cannot be written; then the oldest are forgotten. */
const maxWaiting = 1000;

export function createCoverageBook(
  { site, camera }: { readonly site: string; readonly camera: string },
  table: Pick<CoverageTable, 'read' | 'knownOf' | 'replace'>,
): CoverageBook {
  let waiting: CoverageStretch[] = [];
  let known = table.knownOf(site, camera);
  let forgotten = 0;

  function add(stroke: CoverageStretch): void {
    const last = waiting.at(-1);
    // What goes on is by far the most common.
    if (last && last.to === stroke.from && isGoingOn(last, stroke)) {
      waiting[waiting.length - 1] = { ...last, to: Math.max(last.to, stroke.to) };
      return;
    }
    waiting = [...paint(waiting, stroke)];
    if (waiting.length <= maxWaiting) return;
    forgotten += waiting.length - maxWaiting;
    waiting = waiting.slice(-maxWaiting);
  }

  return {
    paint(strokes) {
      for (const stroke of strokes) {
        if (stroke.to <= stroke.from) continue;
        add(stroke);
        known = {
          from: Math.min(known?.from ?? stroke.from, stroke.from),
          to: Math.max(known?.to ?? stroke.to, stroke.to),
        };
      }
    },
    read: (from, to) => waiting.reduce(paint, table.read(site, camera, from, to)),
    knownFrom: () => known?.from,
    knownTo: () => known?.to,
    write() {
      const from = waiting[0]?.from;
      const to = waiting.at(-1)?.to;
      if (from === undefined || to === undefined) return;
      table.replace(site, camera, from, to, waiting.reduce(paint, table.read(site, camera, from, to)));
    },
    written() {
      waiting = [];
    },
    forgotten: () => forgotten,
  };
}

function isGoingOn(a: CoverageStretch, b: CoverageStretch): boolean {
  return a.state === b.state && a.why === b.why && a.code === b.code;
}
