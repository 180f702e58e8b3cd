import {
  type Answer,
  type CandidatePlan,
  crossingBytes,
  type JpegCost,
  type Profile,
  type Spread,
} from '@splitsight/model-tools';

/** The figures of a profile and its answer as one JSON value. */
export function reportOf(profile: Profile, answer: Answer, jpeg: JpegCost): object {
  const { question, best, nearest } = answer;
  return {
    model: profile.model,
    input: { name: profile.input.name, type: profile.input.type, shape: profile.input.shape },
    outputs: profile.outputs,
    threads: profile.threads,
    rounds: profile.rounds,
    runs: profile.runs,
    load: profile.load,
    whole_ms: spread(profile.whole),
    cuts: profile.cuts.map((cut) => ({
      values: cut.values,
      marks: cut.marks,
      float32_bytes: crossingBytes(cut, 'float32'),
      u8_bytes: crossingBytes(cut, 'u8'),
      before_ms: spread(cut.before),
      after_ms: spread(cut.after),
    })),
    jpeg: { quality: jpeg.quality, bytes: jpeg.bytes, encode_ms: spread(jpeg.encode), decode_ms: spread(jpeg.decode) },
    devices: profile.devices.map(({ device, title, factor, from }) => ({
      device,
      title,
      factor: round(factor),
      ...(from && {
        published_ms: from.publishedMs,
        published_threads: from.publishedThreads,
        runtime: from.runtime,
        source: from.source,
        ...(from.caveat && { caveat: from.caveat }),
        here_ms: round(from.hereMs),
        here_threads: from.hereThreads,
      }),
    })),
    question: {
      device: question.device,
      uplink_bps: question.bitsPerSecond,
      rtt_ms: question.rttMs,
      fps: question.framesPerSecond,
      form: question.form,
      server_factor: question.serverFactor,
    },
    fits: best !== undefined,
    answer: planOf(nearest),
    equals: answer.equals.map(({ share }) => share.label),
    ...(answer.edge && { edge: planOf(answer.edge) }),
    ...(answer.jpeg && { picture_jpeg: planOf(answer.jpeg) }),
    ...(answer.picture && { picture: planOf(answer.picture) }),
  };
}

function planOf({ share, wireBytes, transferMs, totalMs, load, misses }: CandidatePlan): object {
  return {
    label: share.label,
    values: share.cut === 'jpeg' ? [] : share.cut.values.map(({ name }) => name),
    bytes: share.bytes,
    wire_bytes: wireBytes,
    edge_ms: round(share.edgeMs),
    transfer_ms: round(transferMs),
    server_ms: round(share.serverMs),
    total_ms: round(totalMs),
    load: { uplink: round(load.uplink), edge: round(load.edge), server: round(load.server) },
    misses,
  };
}

function spread({ median, low, high }: Spread): object {
  return { median: round(median), low: round(low), high: round(high) };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
