import { randomBytes } from 'node:crypto';
import { type Clock, type Millis, sleep, type Tally } from '@splitsight/kernel';
import type { Alert, CameraId, PictureReason, PictureRequest, PictureView, SiteId } from '@splitsight/wire';
import type { PictureTable } from '../store/pictures.ts';
import type { PictureAsker } from './asker.ts';
import { type Wanted, wantedOf } from './plan.ts';
import type { StoreRoom } from './store-room.ts';

/** What becomes of pictures that are asked for. The label values of splitsight_pictures_total. */
export type PictureResult = 'here' | PictureReason;

/** Fetches pictures, keeps them and tells how they stand. Nobody waits for it: it never throws at whoever reports an alert. */
export interface PictureCollector {
  /** Asks for the pictures of a new alert. */
  collect(alert: Alert): void;
  /** Asks again for those of an alert's pictures that are not here; resolves when it is known what became of the first. */
  again(alert: Alert, by: string): Promise<PictureView>;
  /** Asks for the newest picture of a camera. */
  snapshot(camera: Place, by: string): Promise<PictureView>;
  /** Resolves once it is known what became of the frame of an alert; undefined when nobody asked for it. */
  frameOf(alert: string): Promise<PictureView> | undefined;
  /** Gives up what is under way. */
  stop(): Promise<void>;
}

interface Place {
  readonly site: SiteId;
  readonly camera: CameraId;
}

export interface CollectorOptions {
  readonly clock: Clock;
  readonly asker: Pick<PictureAsker, 'ask' | 'stop'>;
  readonly room: Pick<StoreRoom, 'keep'>;
  readonly table: Pick<PictureTable, 'put' | 'ofAlert'>;
  /** Why a picture of a camera is not to be asked for; null when it is. */
  readonly hindrance: (camera: Place, isOfAlert: boolean) => PictureReason | null;
  readonly results: Tally<PictureResult>;
  /** Told when it is known what became of a picture. */
  readonly onResult: (view: PictureView) => void;
  readonly onFailure: (error: unknown) => void;
}

/** Pictures under way; of further alerts it is said that the server is busy. */
const maxUnderWay = 240;
/** The frame of an alert is remembered for whoever tells of the alert. */
const maxFrames = 512;
const newest = { alert: null, at: null, within_ms: 0 } as const;

export function createPictureCollector(options: CollectorOptions): PictureCollector {
  const { clock, asker, room, table, hindrance, results, onResult, onFailure } = options;
  const stopping = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  const frames = new Map<string, Promise<PictureView>>();

  function draft({ site, camera }: Place, alert: string | null, offset: number | null, by: string | null): PictureView {
    return {
      ...{ id: randomBytes(8).toString('hex'), site, camera, alert, offset_ms: offset, state: 'waiting', reason: null },
      ...{ by, asked_at: clock.now(), captured_at: null, received_at: null, width: null, height: null, bytes: 0 },
    };
  }

  /** Writes rows; a database that cannot be written costs the pictures, not the alert. */
  function write(views: readonly PictureView[]): void {
    try {
      table.put(views);
    } catch (error) {
      onFailure(error);
    }
  }

  function finish(view: PictureView): PictureView {
    results.add(view.reason ?? 'here');
    write([view]);
    onResult(view);
    return view;
  }

  const without = (view: PictureView, reason: PictureReason) => finish({ ...view, state: 'none', reason });

  async function fetch(view: PictureView, question: Omit<PictureRequest, 'id'>, wait: Millis): Promise<PictureView> {
    if (wait > 0) await sleep(wait, stopping.signal);
    const answer = await asker.ask(view, question);
    if (answer.jpeg === null) return without(view, answer.reason);
    const kept = await room.keep(view.id, answer.jpeg);
    if (typeof kept === 'string') return without(view, kept);
    const { width, height, jpeg } = kept;
    const file = { captured_at: answer.capturedAt, received_at: clock.now(), width, height, bytes: jpeg.length };
    return finish({ ...view, ...file, state: 'here' });
  }

  function start(view: PictureView, question: Omit<PictureRequest, 'id'>, wait: Millis): Promise<PictureView> {
    const job = fetch(view, question, wait).catch((error: unknown) => {
      onFailure(error);
      return without(view, 'failed');
    });
    underWay.add(job);
    void job.finally(() => underWay.delete(job));
    return job;
  }

  function remember(alert: string, frame: Promise<PictureView>): void {
    frames.set(alert, frame);
    const [oldest] = frames.keys();
    if (frames.size > maxFrames && oldest !== undefined) frames.delete(oldest);
  }

  function ask(alert: Alert, wanted: readonly Wanted[], by: string | null): Promise<PictureView> | undefined {
    const busy = underWay.size + wanted.length > maxUnderWay;
    const reason = hindrance(alert, true) ?? (busy ? 'busy' : null);
    const [first] = wanted;
    if (!first) return undefined;
    // What holds of all is said of the frame alone.
    if (reason !== null) return Promise.resolve(without(draft(alert, alert.id, first.offset, by), reason));
    const drafts = wanted.map((one) => ({ ...one, view: draft(alert, alert.id, one.offset, by) }));
    write(drafts.map(({ view }) => view));
    return drafts.map(({ view, question, wait }) => start(view, question, wait))[0];
  }

  return {
    collect(alert) {
      const frame = ask(alert, wantedOf(alert, clock.now()), null);
      if (frame !== undefined) remember(alert.id, frame);
    },
    async again(alert, by) {
      const here = table.ofAlert(alert.id).filter(({ state }) => state !== 'none');
      const missing = wantedOf(alert, clock.now()).filter(
        ({ offset }) => !here.some(({ offset_ms }) => offset_ms === offset),
      );
      return (await ask(alert, missing, by)) ?? here[0] ?? without(draft(alert, alert.id, 0, by), 'failed');
    },
    snapshot(camera, by) {
      const view = draft(camera, null, null, by);
      const reason = hindrance(camera, false) ?? (underWay.size >= maxUnderWay ? 'busy' : null);
      if (reason !== null) return Promise.resolve(without(view, reason));
      return start(view, newest, 0);
    },
    frameOf: (alert) => frames.get(alert),
    async stop() {
      stopping.abort();
      asker.stop();
      await Promise.all(underWay);
    },
  };
}
