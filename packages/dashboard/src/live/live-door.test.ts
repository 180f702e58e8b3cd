import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFakeSite } from '../testing/fake-site.ts';
import { maxLiveCharacters, readLiveMessage } from './live-door.ts';

const site = createFakeSite({ cameras: 3, heads: 2 });

describe('the door of the live page', () => {
  it('lets the messages of the protocol in', () => {
    const messages = [
      site.hello(5000),
      site.decisions(6000),
      site.alert('new', 1, 7000),
      site.camera(2, { state: 'frozen' }),
      { type: 'pong', t: 1.5, server_time: 9000 },
      { type: 'error', code: 'LIVE_REQUEST', message: 'not a request' },
    ];
    for (const message of messages) expect(readLiveMessage(JSON.stringify(message))).toEqual(message);
  });

  it('keeps everything else out, without a fuss', () => {
    for (const data of ['', '{', 'null', '[]', '{"type":"hello"}', '{"type":"later"}', new ArrayBuffer(4), undefined])
      expect(readLiveMessage(data)).toBeUndefined();
    expect(readLiveMessage(`"${'x'.repeat(maxLiveCharacters)}"`)).toBeUndefined();
  });

  it('keeps random and damaged messages out', () => {
    const text = JSON.stringify(site.hello(5000));
    const damaged = fc
      .tuple(fc.constantFrom(...text.matchAll(/[0-9"{[:,]/g)), fc.string({ maxLength: 3 }))
      .map(([{ index }, other]) => text.slice(0, index) + other + text.slice(index + 1));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.string(),
          fc.jsonValue().map((value) => JSON.stringify(value)),
          damaged,
        ),
        (data) => {
          const message = readLiveMessage(data);
          return message === undefined || message.type === 'hello';
        },
      ),
      { numRuns: 2000 },
    );
  });
});
