import type { Clock, Millis } from '@splitsight/kernel';
import type { BootId, CameraView, CoverageReason, CoverageState, NodeView } from '@splitsight/wire';
import { type Arrival, type CameraRef, cameraRef, type Timing } from '../flow.ts';
import type { CoverageTable } from '../store/coverage.ts';
import { type CoverageBook, createCoverageBook } from './book.ts';
import { type Cause, causeOf } from './cause.ts';
import { cut, paint, type Timeline } from './timeline.ts';
import { freshWitness, goOn, letPass, type Sighting, seeMessage, silence, type Told, type Witness } from './witness.ts';

/** Keeps account of when each camera was watched. */
export interface Coverage {
  /** A message was let in. */
  see(arrival: Pick<Arrival, 'from' | 'timing' | 'receivedAt' | 'message'>): void;
  /** A message of a camera that it was told of was refused. */
  refuse(from: CameraRef, code: string): void;
  onCamera(view: CameraView): void;
  onNode(view: NodeView): void;
  /** Takes no more account of a camera that is not there any more; what was told stays. */
  forget(from: CameraRef): void;
  /** Lets time go by; to be called every second. */
  tick(): void;
  /** Writes down the cameras of one part in `parts`. @throws SqliteError */
  flush(part: number, parts: number): void;
  /** What is told of a camera from a moment on and before another; what lies in the future is left out. */
  read(from: CameraRef, since: Millis, until: Millis): Timeline;
  /** The first moment that is told of a camera; undefined when nothing is. */
  knownFrom(from: CameraRef): Millis | undefined;
  /** How things stand with each camera now. */
  now(): readonly { readonly state: CoverageState; readonly why: CoverageReason | null }[];
  forgotten(): number;
}

export interface CoverageOptions {
  readonly clock: Clock;
  readonly table: CoverageTable;
  readonly maxCameras: number;
}

interface Watched {
  readonly from: CameraRef;
  readonly book: CoverageBook;
  witness: Witness;
  /** The newest message of those that followed the newest of the witness without anything of note: most do. */
  run: { readonly boot: BootId; sequence: number; at: Millis } | undefined;
  camera: CameraView | undefined;
  refused: { readonly at: Millis; readonly code: string } | undefined;
}

/** Every part of the cameras is to be flushed at least this often. */
export const writtenWithin: Millis = 60_000;
const timings: readonly Timing[] = ['live', 'late', 'ahead'];

/**
 * Makes the account, and goes on where the last server ended: the messages that it stored after it had last written are looked
 * at again, and from then on it was down. What agents kept meanwhile fills that later.
 */
export function createCoverage({ clock, table, maxCameras }: CoverageOptions, known: readonly CameraView[]): Coverage {
  const cameras = new Map<string, Watched>();
  const nodes = new Map<string, NodeView['status']>();

  function watchedOf(from: CameraRef): Watched | undefined {
    const there = cameras.get(from.key);
    if (there || cameras.size >= maxCameras) return there;
    const book = createCoverageBook(from, table);
    const unknown = { run: undefined, camera: undefined, refused: undefined };
    const made: Watched = { from, book, witness: freshWitness(clock.now()), ...unknown };
    cameras.set(from.key, made);
    return made;
  }

  function causeAt({ from, camera, refused }: Watched, now: Millis): Cause {
    const node = camera?.node ? nodes.get(`${from.site}/${camera.node}`) : undefined;
    return causeOf({ camera, node, refused }, now);
  }

  function take(watched: Watched, { witness, strokes }: Told): void {
    watched.witness = witness;
    if (strokes.length > 0) watched.book.paint(strokes);
  }

  /** Takes in what went on without anything of note. */
  function settle(watched: Watched): void {
    const { run, witness } = watched;
    if (run && run.at !== witness.newest?.at) take(watched, goOn(witness, { ...run }));
  }

  function pass(watched: Watched, now: Millis): void {
    settle(watched);
    take(watched, letPass(watched.witness, causeAt(watched, now), now));
  }

  function resume(): void {
    const startedAt = clock.now();
    const aliveAt = table.aliveAt();
    for (const view of known) {
      const watched = watchedOf(cameraRef(view.site, view.camera));
      if (watched) watched.camera = { ...view, state: 'unknown', reason: null };
    }
    if (aliveAt === undefined) return;
    const writtenTo = new Map<Watched, Millis>();
    // The sign of life is of the part that was written last; the others are older, and go on from the message before.
    table.tail(aliveAt - writtenWithin - silence, (message) => {
      const watched = watchedOf(cameraRef(message.site as CameraRef['site'], message.camera as CameraRef['camera']));
      if (!watched) return;
      const since = writtenTo.get(watched) ?? watched.book.knownTo() ?? 0;
      writtenTo.set(watched, since);
      const sighting: Sighting = {
        boot: message.boot_id as BootId,
        sequence: message.sequence,
        capturedAt: message.captured_at,
        timing: timings[message.timing] ?? 'live',
      };
      const told = seeMessage(watched.witness, sighting, causeOf(nothingKnown, 0), message.received_at);
      // Why nobody watched was known better when it was written.
      const strokes = told.strokes.map((one) =>
        one.state === 'not_watched' ? { ...one, from: Math.max(one.from, since) } : one,
      );
      take(watched, { ...told, strokes });
    });
    for (const watched of cameras.values()) {
      const { book, witness } = watched;
      const toldTo = Math.max(book.knownTo() ?? startedAt, witness.newest?.at ?? 0);
      const why = 'server_down';
      book.paint([{ from: toldTo, to: startedAt, state: 'not_watched', why, code: null }]);
      watched.witness = { ...witness, toldTo: startedAt, toldWhy: { why, code: null } };
    }
  }
  resume();

  return {
    see({ from, message: { bootId: boot, sequence, capturedAt }, timing, receivedAt }) {
      const watched = watchedOf(from);
      if (!watched) return;
      const { run } = watched;
      const gap = run ? capturedAt - run.at : 0;
      if (run?.boot === boot && sequence === run.sequence + 1 && timing === 'live' && gap > 0 && gap <= silence) {
        run.sequence = sequence;
        run.at = capturedAt;
        return;
      }
      settle(watched);
      const cause = causeAt(watched, receivedAt);
      take(watched, seeMessage(watched.witness, { boot, sequence, capturedAt, timing }, cause, receivedAt));
      const { newest } = watched.witness;
      watched.run = newest && !cause.lies ? { ...newest } : undefined;
    },
    refuse(from, code) {
      const watched = cameras.get(from.key);
      if (watched) watched.refused = { at: clock.now(), code };
    },
    onCamera(view) {
      const watched = watchedOf(cameraRef(view.site, view.camera));
      if (!watched) return;
      // What was so until now is told before it changes.
      pass(watched, clock.now());
      watched.camera = view;
      watched.run = undefined;
    },
    onNode: ({ site, node, status }) => void nodes.set(`${site}/${node}`, status),
    forget({ key }) {
      const watched = cameras.get(key);
      if (!watched) return;
      settle(watched);
      table.write(clock.now(), watched.book.write);
      cameras.delete(key);
    },
    tick() {
      const now = clock.now();
      for (const watched of cameras.values()) pass(watched, now);
    },
    flush(part, parts) {
      const some = [...cameras.values()].filter((_, index) => index % parts === part);
      some.forEach(settle);
      table.write(clock.now(), () => {
        for (const { book } of some) book.write();
      });
      for (const { book } of some) book.written();
    },
    read(from, since, until) {
      const now = clock.now();
      const to = Math.min(until, now);
      const watched = cameras.get(from.key);
      if (!watched) return cut(createCoverageBook(from, table).read(since, to), since, to);
      pass(watched, now);
      return cut(goingOn(watched, now).reduce(paint, watched.book.read(since, to)), since, to);
    },
    knownFrom: (from) => (cameras.get(from.key)?.book ?? createCoverageBook(from, table)).knownFrom(),
    now() {
      const now = clock.now();
      return [...cameras.values()].map((watched) => {
        settle(watched);
        const [stretch] = goingOn(watched, now);
        if (stretch) return stretch;
        const { why } = causeAt(watched, now);
        return { state: 'not_watched', why: why === 'unknown' ? watched.witness.toldWhy.why : why };
      });
    },
    forgotten: () => [...cameras.values()].reduce((sum, { book }) => sum + book.forgotten(), 0),
  };

  /** The time since the newest message of a camera that is not silent yet: it is being watched. */
  function goingOn(watched: Watched, now: Millis): Timeline {
    const { newest, toldTo } = watched.witness;
    if (!newest || now - newest.at > silence || toldTo > newest.at || now <= newest.at) return [];
    const { lies, why, code } = causeAt(watched, now);
    const kind = lies
      ? ({ state: 'not_watched', why, code } as const)
      : ({ state: 'watched', why: null, code: null } as const);
    return [{ from: newest.at, to: now, ...kind }];
  }
}

const nothingKnown = { camera: undefined, node: undefined, refused: undefined };
