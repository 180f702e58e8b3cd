import { createTally } from '@splitsight/kernel';
import { createManualClock } from '@splitsight/testkit';
import {
  type CameraId,
  type CameraView,
  type LiveMessage,
  liveMessageSchema,
  parseJsonMessage,
  type SiteId,
} from '@splitsight/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localAdmin, type Principal } from '../people/principal.ts';
import { createLiveHub, type LiveCloseReason } from './hub.ts';

function setUp(maxClients = 10) {
  const closed = createTally<LiveCloseReason>();
  const clock = createManualClock();
  const hub = createLiveHub({
    clock,
    maxClients,
    closed,
    hello: () => ({ version: '1', cameras: [], nodes: [], heads: [], alerts: [] }),
  });
  /** A page whose network takes `unsent` bytes to catch up. */
  const open = (who: Principal = localAdmin) => {
    const received: LiveMessage[] = [];
    const page = { received, unsent: 0, closedWith: 0 };
    const socket = {
      send: (text: string) => void received.push(parseJsonMessage(liveMessageSchema, text)),
      unsentBytes: () => page.unsent,
      close(code: number) {
        page.closedWith = code;
      },
    };
    const handlers = hub.accept(socket, who);
    return Object.assign(page, { handlers, say: (text: string | null) => handlers?.onMessage(text) });
  };
  return { hub, clock, closed, open };
}

const score = (captured_at: number) => ({
  site: 'yard' as SiteId,
  camera: 'gate' as CameraId,
  captured_at,
  scores: { fire: 0.5 },
});
const types = (messages: readonly LiveMessage[]) => messages.map(({ type }) => type);
const cameraOnline: CameraView = {
  ...{ site: 'yard' as SiteId, camera: 'gate' as CameraId, name: 'Gate', node: null, state: 'online' },
  ...{ since: 1, reason: null, last_seen_at: 1 },
};

describe('the live hub', () => {
  it('greets a page first, and answers a ping with its t and the time', () => {
    const { open, clock } = setUp();
    const page = open();
    page.say('{"type":"ping","t":12.5}');
    expect(page.received).toMatchObject([{ type: 'hello' }, { type: 'pong', t: 12.5, server_time: clock.now() }]);
  });

  it('sends the scores of all frames since the last flush in one message', () => {
    const { hub, open } = setUp();
    const page = open();
    for (const at of [1, 2, 3]) hub.decision(score(at));
    expect(types(page.received)).toEqual(['hello']);
    hub.flush();
    hub.flush();
    expect(page.received.slice(1)).toMatchObject([
      { type: 'decisions', dropped: 0, items: [score(1), score(2), score(3)] },
    ]);
  });

  it('bounds the scores between two flushes, and says how many it dropped', () => {
    const { hub, open } = setUp();
    const page = open();
    for (let at = 0; at < 1003; at++) hub.decision(score(at));
    hub.flush();
    expect(page.received[1]).toMatchObject({ type: 'decisions', dropped: 3 });
  });

  it('keeps scores from a page that is behind, and tells it how many when it has caught up', () => {
    const { hub, open } = setUp();
    const [slow, quick] = [open(), open()];
    slow.unsent = 300_000;
    for (const at of [1, 2]) hub.decision(score(at));
    hub.flush();
    slow.unsent = 0;
    hub.decision(score(3));
    hub.flush();
    expect(slow.received.slice(1)).toMatchObject([{ type: 'decisions', dropped: 2, items: [score(3)] }]);
    expect(quick.received.slice(1)).toMatchObject([{ dropped: 0 }, { dropped: 0 }]);
  });

  it('disconnects a page that is too far behind, and no other', () => {
    const { hub, open, closed } = setUp();
    const [slow, quick] = [open(), open()];
    slow.unsent = 5_000_000;
    hub.camera(cameraOnline);
    expect([slow.closedWith, quick.closedWith, hub.clients()]).toEqual([1013, 0, 1]);
    expect(closed.totals()).toEqual({ too_slow: 1 });
  });

  it('answers garbage with a coded error, and the third time disconnects the page', () => {
    const { open, closed } = setUp();
    const page = open();
    for (const text of ['{', null, '{"type":"order"}', '{"type":"ping","t":1}']) page.say(text);
    expect(types(page.received)).toEqual(['hello', 'error', 'error', 'error']);
    expect(page.received[1]).toMatchObject({ code: 'LIVE_REQUEST' });
    expect(page.closedWith).toBe(1008);
    expect(closed.totals()).toEqual({ garbage: 1 });
  });

  it('is not disturbed by any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const page = setUp().open();
        page.say(text);
        expect(page.received.length).toBe(2);
      }),
    );
  });

  it('stops a page that asks too much', () => {
    const { open, clock } = setUp();
    const page = open();
    for (let second = 0; second < 3; second++, clock.advance(1000))
      for (let t = 0; t < 20; t++) page.say('{"type":"ping","t":1}');
    expect(page.closedWith).toBe(0);
    for (let t = 0; t < 23; t++) page.say('{"type":"ping","t":1}');
    expect(page.closedWith).toBe(1008);
  });

  it('takes no more pages than it may', () => {
    const { open, closed } = setUp(2);
    expect([open(), open(), open()].map(({ handlers }) => handlers !== undefined)).toEqual([true, true, false]);
    expect(closed.totals()).toEqual({ too_many: 1 });
  });

  it('forgets a page that has gone', () => {
    const { hub, open } = setUp();
    open().handlers?.onClose();
    expect(hub.clients()).toBe(0);
    hub.camera(cameraOnline);
  });
});
