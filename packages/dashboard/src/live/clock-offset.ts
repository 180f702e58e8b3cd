import type { Millis } from '@splitsight/kernel';

/** One ping and its answer, by two clocks. */
export interface ClockSample {
  /** When the page asked, by the page's clock. */
  readonly sentAt: Millis;
  /** When the answer came, by the page's clock. */
  readonly receivedAt: Millis;
  /** The server's clock when it answered. */
  readonly serverTime: Millis;
}

/** What the newest samples say; at most {@link keptSamples} of them. */
export interface ClockOffset {
  readonly samples: readonly ClockSample[];
  /** Add it to the page's clock to get the server's; 0 until there is a sample. */
  readonly offset: Millis;
  /** The round trip of the newest sample; undefined until there is one. */
  readonly roundTrip: Millis | undefined;
}

/** Enough to catch a quick round trip, few enough to follow a clock that was set. */
export const keptSamples = 20;

export const noClockOffset: ClockOffset = { samples: [], offset: 0, roundTrip: undefined };

/** Starts over from a server's greeting, which took an unknown time to arrive: good enough until the first answer. */
export function roughClockOffset(serverTime: Millis, receivedAt: Millis): ClockOffset {
  return { samples: [], offset: serverTime - receivedAt, roundTrip: undefined };
}

/**
 * Learns from one more answer.
 *
 * The answer is taken to have been given half way, so a sample is wrong by at most half its round trip: the sample with
 * the shortest one decides (the clock filter of NTP, RFC 5905 section 10). An answer to a question
 * that was not yet asked is passed over.
 */
export function addClockSample(known: ClockOffset, sample: ClockSample): ClockOffset {
  if (sample.receivedAt < sample.sentAt) return known;
  const samples = [...known.samples, sample].slice(-keptSamples);
  let best = sample;
  for (const each of samples) if (roundTripOf(each) < roundTripOf(best)) best = each;
  return {
    samples,
    offset: best.serverTime - (best.sentAt + best.receivedAt) / 2,
    roundTrip: roundTripOf(sample),
  };
}

function roundTripOf(sample: ClockSample): Millis {
  return sample.receivedAt - sample.sentAt;
}
