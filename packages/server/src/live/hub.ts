import { isCodedError, type Millis, type Tally } from '@splitsight/kernel';
import {
  type Alert,
  type AlertEvent,
  type Arming,
  type CameraView,
  type ChannelState,
  type DecisionView,
  type HeadView,
  type JobView,
  type LiveMessage,
  liveRequestSchema,
  type NodeView,
  type PictureView,
  parseJsonMessage,
  type Review,
} from '@splitsight/wire';
import { serverErrors } from '../errors.ts';
import type { Principal } from '../people/principal.ts';
import type { LiveHandlers, LiveSocket } from './door.ts';
import { visibleTo } from './visible.ts';

/** Why a page was disconnected. The label values of splitsight_live_clients_closed_total. */
export const liveCloseReasons = ['too_many', 'too_slow', 'garbage', 'withdrawn'] as const;
export type LiveCloseReason = (typeof liveCloseReasons)[number];

/** Tells every open page what happens. */
export interface LiveHub {
  /** Takes a page's WebSocket and greets it; undefined when there is no room. It hears what `who` may see. */
  accept(socket: LiveSocket, who: Principal): LiveHandlers | undefined;
  /** Disconnects everybody whose right does not hold any more, with close code {@link withdrawnCode}. */
  recheck(holds: (who: Principal) => boolean): void;
  alert(event: AlertEvent): void;
  /** Tells what would have alerted. */
  late(alert: Alert): void;
  camera(camera: CameraView): void;
  node(node: NodeView): void;
  /** Tells that a camera is not there any more. */
  gone(camera: Pick<CameraView, 'site' | 'camera'>): void;
  heads(heads: readonly HeadView[]): void;
  /** Tells whether a head is stale at a site. */
  stale(message: Omit<Extract<LiveMessage, { type: 'stale' }>, 'type'>): void;
  /** Tells what somebody made of an alert. */
  review(review: Review): void;
  /** Tells how a notification channel does. */
  channel(channel: ChannelState): void;
  /** Tells what became of a picture. */
  picture(picture: PictureView): void;
  /** Tells how a site is armed. */
  arming(arming: Arming): void;
  /** Tells that rules or snoozes have changed. */
  rules(): void;
  /** Notes how a job stands for the next flush. */
  job(job: JobView): void;
  /** Notes a frame's scores for the next flush. */
  decision(view: DecisionView): void;
  /** Sends the scores and jobs since the last flush; to be called ten times a second. */
  flush(): void;
  clients(): number;
}

export interface LiveHubOptions {
  readonly clock: { now(): Millis };
  readonly maxClients: number;
  readonly hello: () => Omit<Extract<LiveMessage, { type: 'hello' }>, 'type' | 'server_time'>;
  readonly closed: Tally<LiveCloseReason>;
}

/** Between two flushes no more are noted: 64 cameras at 15 frames a second have 96. */
const maxDecisions = 1000;
/** A page that is this far behind gets no scores until it has caught up; they are counted for it. */
const pauseBytes = 256 * 1024;
/** A page that is this far behind is disconnected: alerts must not pile up either. */
const maxUnsentBytes = 4 * 1024 * 1024;
const maxStrikes = 3;
/** A page that is disconnected with this asks who it is now: it logs in again, or greets anew. */
const withdrawnCode = 4401;
const maxRequestsPerSecond = 20;

interface Page {
  readonly socket: LiveSocket;
  readonly who: Principal;
  dropped: number;
  strikes: number;
  second: { readonly start: Millis; requests: number };
}

export function createLiveHub({ clock, maxClients, hello, closed }: LiveHubOptions): LiveHub {
  const pages = new Set<Page>();
  let decisions: DecisionView[] = [];
  let dropped = 0;
  const jobs = new Map<number, JobView>();

  function end(page: Page, code: number, why: LiveCloseReason): void {
    if (!pages.delete(page)) return;
    closed.add(why);
    page.socket.close(code, why);
  }

  function sendText(page: Page, text: string): void {
    if (page.socket.unsentBytes() > maxUnsentBytes) end(page, 1013, 'too_slow');
    else page.socket.send(text);
  }

  function send(page: Page, message: LiveMessage): void {
    const seen = page.who.seesAll ? message : visibleTo(page.who, message);
    if (seen) sendText(page, JSON.stringify(seen));
  }

  function broadcast(message: LiveMessage): void {
    if (pages.size === 0) return;
    const text = JSON.stringify(message);
    for (const page of pages) {
      if (page.who.seesAll) sendText(page, text);
      else send(page, message);
    }
  }

  function strike(page: Page, code: 'LIVE_REQUEST' | 'LIVE_TOO_MANY', detail: string): void {
    page.strikes++;
    send(page, { type: 'error', code, message: `${serverErrors[code]}${detail && `: ${detail}`}` });
    if (page.strikes >= maxStrikes) end(page, 1008, 'garbage');
  }

  function isTooMany(page: Page, now: Millis): boolean {
    if (Math.abs(now - page.second.start) >= 1000) page.second = { start: now, requests: 0 };
    page.second.requests++;
    return page.second.requests > maxRequestsPerSecond;
  }

  function onMessage(page: Page, text: string | null): void {
    if (!pages.has(page)) return;
    const now = clock.now();
    if (isTooMany(page, now)) strike(page, 'LIVE_TOO_MANY', '');
    else if (text === null) strike(page, 'LIVE_REQUEST', 'not text');
    else answer(page, text, now);
  }

  function answer(page: Page, text: string, now: Millis): void {
    try {
      const request = parseJsonMessage(liveRequestSchema, text);
      send(page, { type: 'pong', t: request.t, server_time: now });
    } catch (error) {
      if (!isCodedError(error)) throw error;
      strike(page, 'LIVE_REQUEST', error.code);
    }
  }

  return {
    accept(socket, who) {
      if (pages.size >= maxClients) {
        closed.add('too_many');
        return undefined;
      }
      const page: Page = { socket, who, dropped: 0, strikes: 0, second: { start: clock.now(), requests: 0 } };
      pages.add(page);
      send(page, { type: 'hello', server_time: clock.now(), ...hello() });
      return { onMessage: (text) => onMessage(page, text), onClose: () => void pages.delete(page) };
    },
    recheck(holds) {
      for (const page of pages) if (!holds(page.who)) end(page, withdrawnCode, 'withdrawn');
    },
    alert: (event) => broadcast({ type: 'alert', event, sent_at: clock.now() }),
    late: (alert) => broadcast({ type: 'late', alert }),
    camera: (camera) => broadcast({ type: 'camera', camera }),
    gone: ({ site, camera }) => broadcast({ type: 'gone', site, camera }),
    node: (node) => broadcast({ type: 'node', node }),
    heads: (heads) => broadcast({ type: 'heads', heads: [...heads] }),
    decision(view) {
      if (pages.size === 0) return;
      if (decisions.length < maxDecisions) decisions.push(view);
      else dropped++;
    },
    picture: (picture) => broadcast({ type: 'picture', picture }),
    stale: (message) => broadcast({ type: 'stale', ...message }),
    review: (review) => broadcast({ type: 'review', review }),
    channel(channel) {
      for (const page of pages) if (page.who.may('administer')) send(page, { type: 'channel', channel });
    },
    arming: (arming) => broadcast({ type: 'arming', arming }),
    rules: () => broadcast({ type: 'rules' }),
    job: (job) => void jobs.set(job.id, job),
    flush() {
      for (const { params: _params, result: _result, ...job } of jobs.values()) broadcast({ type: 'job', job });
      jobs.clear();
      if (decisions.length === 0) return;
      const items = JSON.stringify(decisions);
      for (const page of pages) {
        if (page.socket.unsentBytes() > pauseBytes) page.dropped += decisions.length + dropped;
        else {
          if (page.who.seesAll) {
            sendText(page, `{"type":"decisions","items":${items},"dropped":${page.dropped + dropped}}`);
          } else send(page, { type: 'decisions', items: decisions, dropped: page.dropped + dropped });
          page.dropped = 0;
        }
      }
      decisions = [];
      dropped = 0;
    },
    clients: () => pages.size,
  };
}
