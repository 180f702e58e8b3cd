import { type Clock, isCodedError, type Millis, type Service } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import {
  type NodeHealth,
  type NodeId,
  parseJsonMessage,
  type SiteId,
  type TimeAnswer,
  type Topics,
  timeAnswerSchema,
} from '@splitsight/wire';
import { isSuspect, noSuspicion, type Suspicion, suspicionAfter } from '../suspicion.ts';
import type { Uplink } from '../uplink.ts';
import { aim, correctionAt, targetOf } from './correction.ts';
import { addSample, estimateOf, type Sample, sampleOf } from './estimate.ts';

/** The clock that captures are stamped by: the server's time, as far as it is known. */
export interface NodeClock extends Clock, Service {
  health(): NonNullable<NodeHealth['clock']>;
}

/** What {@link createNodeClock} works with. */
export interface NodeClockParts {
  readonly site: SiteId;
  readonly node: NodeId;
  readonly topics: Topics;
  readonly uplink: Pick<Uplink, 'hear' | 'mention'>;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** The machine's clock, which may be set at any time. */
  readonly wall?: Clock;
  /** Called once, when the server's time is first known and the stamps so far were wrong by so much. */
  readonly onCorrected?: (by: Millis) => void;
  /** Milliseconds since the epoch that are never set: wrong, but even. */
  readonly steady?: () => Millis;
}

const lookEvery: Millis = 1000;
const askEvery: Millis = 16_000;
/** At the start, and when a clock was set, some are asked in a row: the quickest counts. */
const askFirst: Millis = 2000;
const firstAsks = 4;
/** A server that is older than this question ends the connection over it, and may be another one by then. */
const askSuspected: Millis = 600_000;
/** Answers to older questions are too slow to say anything. */
const maxOpen = 8;
/** With an error of more than this the clock counts as free. */
const synced: Millis = 1000;
/** Longer messages are no answers. */
const maxAnswerBytes = 1024;
const logEvery = 1000;
/** A change of stamps by more than this is logged. */
const worthTelling: Millis = 1000;

/** Makes the clock; it shows the machine's time until the server has told its own. */
export function createNodeClock(parts: NodeClockParts): NodeClock {
  const { site, node, topics, uplink, log } = parts;
  const wall = parts.wall ?? { now: () => Date.now() };
  const steady = parts.steady ?? (() => performance.timeOrigin + performance.now());
  const questions = topics.format({ kind: 'node', site, node, leaf: 'time/get' });
  const answers = topics.format({ kind: 'node', site, node, leaf: 'time' });
  /** The questions of this connection that wait for an answer, and when they were asked. */
  const open = new Map<number, Millis>();
  let isAnswered = false;
  let suspicion: Suspicion<'question'> = noSuspicion;
  let samples: readonly Sample[] = [];
  let asks = 0;
  let garbage = 0;
  let early = firstAsks;
  let askAt = Number.NEGATIVE_INFINITY;
  let correction = { value: wall.now() - steady(), target: wall.now() - steady(), at: steady() };
  let ticking: NodeJS.Timeout | undefined;
  let isFirst = true;

  /** Moves the stamps to where they belong. */
  function adjust(now: Millis): void {
    const target = targetOf(wall.now() - now, estimateOf(samples, now));
    const by = target - correction.target;
    if (Math.abs(by) > worthTelling) log.warn('the clock of captures is moved', { by_ms: Math.round(by) });
    correction = aim(correction, target, now);
  }

  function ask(now: Millis): void {
    const id = asks++;
    if (!uplink.mention(questions, JSON.stringify({ id }))) return;
    askAt = now;
    if (early > 0) early--;
    open.set(id, now);
    for (const old of open.keys()) if (open.size > maxOpen) open.delete(old);
  }

  function read(payload: Uint8Array): TimeAnswer | undefined {
    try {
      return parseJsonMessage(timeAnswerSchema, new TextDecoder().decode(payload.subarray(0, maxAnswerBytes)));
    } catch (error) {
      if (!isCodedError(error)) throw error;
      if (garbage++ % logEvery === 0) log.warn('what should tell the time cannot be read', { count: garbage });
      return undefined;
    }
  }

  function hear({ id, received_at, answered_at }: TimeAnswer, heard: Millis): void {
    const asked = open.get(id);
    if (asked === undefined) return;
    open.delete(id);
    isAnswered = true;
    suspicion = noSuspicion;
    const before = samples.length;
    samples = addSample(samples, sampleOf({ asked, received: received_at, answered: answered_at, heard }));
    if (before > 0 && samples.length === 1) early = firstAsks;
    const value = correctionAt(correction, heard);
    adjust(heard);
    if (isFirst && Math.abs(correction.target - value) > worthTelling) parts.onCorrected?.(correction.target - value);
    isFirst = false;
  }

  function look(): void {
    const now = steady();
    if (now - askAt >= patience()) ask(now);
    adjust(now);
  }

  function patience(): Millis {
    if (isSuspect(suspicion)) return askSuspected;
    return early > 0 ? askFirst : askEvery;
  }

  uplink.hear({
    filters: [answers],
    onMessage(_topic, payload) {
      const heard = steady();
      const answer = read(payload);
      if (answer) hear(answer, heard);
    },
    // Before anything that waits is sent: its stamps may be wrong.
    onConnected() {
      if (!isSuspect(suspicion)) ask(steady());
    },
    onDisconnected() {
      const [asked] = open.values();
      const oldest = asked === undefined ? undefined : ({ message: 'question', flown: steady() - asked } as const);
      suspicion = suspicionAfter(suspicion, { oldest, hasArrived: isAnswered });
      open.clear();
      isAnswered = false;
    },
  });

  return {
    now() {
      const now = steady();
      return Math.round(now + correctionAt(correction, now));
    },
    health() {
      const now = steady();
      const own = wall.now() - now;
      const estimate = estimateOf(samples, now);
      return {
        state: estimate && estimate.error <= synced ? 'synced' : 'free',
        offset_ms: estimate ? Math.round(estimate.offset - own) : null,
        error_ms: estimate ? Math.ceil(estimate.error) : null,
        corrected_ms: Math.round(correctionAt(correction, now) - own),
      };
    },
    start() {
      look();
      ticking = setInterval(look, lookEvery);
      return Promise.resolve();
    },
    stop() {
      clearInterval(ticking);
      return Promise.resolve();
    },
  };
}
