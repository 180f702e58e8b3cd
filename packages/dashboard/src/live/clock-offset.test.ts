import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addClockSample, keptSamples, noClockOffset, roughClockOffset } from './clock-offset.ts';

/** An exchange with a server whose clock is `ahead`: `there` and `back` are the travel times. */
function exchange(sentAt: number, ahead: number, there: number, back: number) {
  return { sentAt, receivedAt: sentAt + there + back, serverTime: sentAt + there + ahead };
}

describe('the offset of the server’s clock', () => {
  it('is 0 before anything is known, and rough after the greeting', () => {
    expect(noClockOffset.offset).toBe(0);
    expect(roughClockOffset(5000, 4000)).toEqual({ samples: [], offset: 1000, roundTrip: undefined });
  });

  it('is exact when both ways take as long', () => {
    const known = addClockSample(noClockOffset, exchange(1000, 250, 20, 20));
    expect(known.offset).toBe(250);
    expect(known.roundTrip).toBe(40);
  });

  it('comes from the shortest round trip, while the round trip shown is the newest', () => {
    const quick = addClockSample(noClockOffset, exchange(1000, 250, 3, 3));
    const slow = addClockSample(quick, exchange(2000, 250, 300, 10));
    expect(slow.offset).toBe(250);
    expect(slow.roundTrip).toBe(310);
  });

  it('follows a clock that was set, once the old samples are forgotten', () => {
    let known = addClockSample(noClockOffset, exchange(1000, 250, 1, 1));
    for (let i = 0; i < keptSamples; i++) known = addClockSample(known, exchange(2000 + i, 90_000, 20, 20));
    expect(known.offset).toBe(90_000);
    expect(known.samples).toHaveLength(keptSamples);
  });

  it('ignores the answer to a question that was not asked yet', () => {
    const known = addClockSample(noClockOffset, { sentAt: 2000, receivedAt: 1000, serverTime: 5 });
    expect(known).toBe(noClockOffset);
  });

  it('is never further off than half the shortest round trip', () => {
    const travel = fc.double({ min: 0, max: 2000, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(travel, { minLength: 2, maxLength: 40 }),
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        (ways, ahead) => {
          let known = noClockOffset;
          for (let i = 0; i + 1 < ways.length; i += 2)
            known = addClockSample(known, exchange(i * 1000, ahead, ways[i] ?? 0, ways[i + 1] ?? 0));
          const shortest = Math.min(...known.samples.map((sample) => sample.receivedAt - sample.sentAt));
          return Math.abs(known.offset - ahead) <= shortest / 2 + 1e-3;
        },
      ),
    );
  });
});
