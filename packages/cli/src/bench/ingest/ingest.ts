import { join } from 'node:path';
import { readHeadManifest } from '@splitsight/inference';
import { countStored } from '@splitsight/server';
import { modelsDirectory, shipped } from '../../stack/shipped.ts';
import { databaseName, openServer } from '../../stack/stack.ts';
import { withTemporaryDirectory } from '../../stack/temporary.ts';
import type { Percentiles } from '../percentiles.ts';
import { isSustained, nextRate, quantileMs, type RunFigures, readBuckets, readMetric } from './figures.ts';
import { type Generator, openGenerator } from './generator.ts';

export interface IngestOptions {
  /** How long each rate is held. */
  readonly seconds: number;
  readonly cameras: number;
  /** How many agents they come from. */
  readonly connections: number;
  /** Where the search for the highest rate begins. */
  readonly start: number;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

/** What came of it; durations in milliseconds. One message has one vector. */
export interface IngestReport {
  /** The highest rate at which everything was stored, decided and acknowledged in time. */
  readonly sustained_per_s: number;
  /** Messages, of all runs, that were acknowledged and are neither stored nor counted as thinned away. */
  readonly lost: number;
  /** Messages that are stored more than once. */
  readonly twice: number;
  readonly at_5000: RunReport;
  readonly at_sustained: RunReport | null;
  readonly runs: readonly RunFigures[];
  readonly heads: number;
  readonly cameras: number;
  readonly connections: number;
  readonly packet_vector_bytes: number;
}

/** From the moment a message was due, whether or not it could be sent then. */
export interface RunReport {
  /** To the decisions of all heads on it, with the rules stepped: what the server's histogram says. */
  readonly p50_ms: number;
  readonly p99_ms: number;
  /** To its acknowledgement, which means that it is stored. */
  readonly acknowledged_ms: Percentiles;
  /** Processor time a message, in microseconds. */
  readonly server_us: number;
  readonly generator_us: number;
}

const heads = [
  { model: shipped.heads.fire },
  { model: `${modelsDirectory}person-resnet18-w0.5-224-u8` },
  { model: shipped.heads.fire, name: 'fire-again' },
];
const latency = 'splitsight_decision_latency_seconds';

/**
 * Measures how many feature messages a second the server takes: MQTT over TCP at QoS 1, three heads, their rules, a database on a
 * disk. Messages are sent by the clock, whatever becomes of those before, by a process of its own.
 */
export function benchIngest(options: IngestOptions): Promise<IngestReport> {
  const { seconds, cameras, connections, start, signal, onProgress } = options;
  return withTemporaryDirectory(async (directory) => {
    const { fingerprint, codec, dims } = readHeadManifest(shipped.heads.fire);
    const stack = await openServer({ directory, heads, httpPort: 0, mqttPort: 0, signal });
    const port = Number(new URL(stack.addresses.mqtt).port);
    const generator = openGenerator({ port, connections, cameras, fingerprint, codec, dims }, signal);
    const path = join(directory, databaseName);
    const readMetrics = async () => (await fetch(`${stack.addresses.http}/metrics`, { signal })).text();

    async function run(perSecond: number): Promise<Run> {
      const found = await measure({ generator, seconds, path, readMetrics }, perSecond);
      const held = isSustained(found.figures, heads.length);
      const all = JSON.stringify({ ...found.report, ...found.figures });
      onProgress(`${perSecond} a second ${held ? 'are' : 'are not'} held; ${all}`);
      return found;
    }

    try {
      await generator.run(500, 2);
      const calm = await run(5000);
      const runs = [calm.figures];
      let best: { readonly rate: number; readonly report: RunReport } | undefined;
      let failed = Number.POSITIVE_INFINITY;
      for (let rate = nextRate(0, failed, start); rate !== undefined; rate = nextRate(best?.rate ?? 0, failed, start)) {
        signal.throwIfAborted();
        const { figures, report } = await run(rate);
        runs.push(figures);
        if (isSustained(figures, heads.length)) best = { rate, report };
        else failed = rate;
      }
      const sum = (value: (one: RunFigures) => number) => runs.reduce((total, one) => total + value(one), 0);
      return {
        sustained_per_s: best?.rate ?? (isSustained(calm.figures, heads.length) ? 5000 : 0),
        lost: sum(({ load, stored, shed }) => Math.max(0, load.acknowledged - stored - shed)),
        twice: sum(({ load, stored }) => Math.max(0, stored - load.sent)),
        at_5000: calm.report,
        at_sustained: best?.report ?? null,
        runs,
        heads: heads.length,
        cameras,
        connections,
        packet_vector_bytes: dims,
      };
    } finally {
      await generator.close();
      await stack.server.stop();
    }
  });
}

interface Run {
  readonly figures: RunFigures;
  readonly report: RunReport;
}

/** What a run is measured with. */
interface Bench {
  readonly generator: Generator;
  readonly seconds: number;
  /** The server's database. */
  readonly path: string;
  readonly readMetrics: () => Promise<string>;
}

/** Sends at a rate, and reads what came of it from the server's database and metrics. */
async function measure({ generator, seconds, path, readMetrics }: Bench, perSecond: number): Promise<Run> {
  const before = { text: await readMetrics(), stored: countStored(path) };
  const load = await generator.run(perSecond, seconds);
  const after = { text: await readMetrics(), stored: countStored(path) };
  const grown = (name: string) => readMetric(after.text, name) - readMetric(before.text, name);
  const buckets = [readBuckets(before.text, latency), readBuckets(after.text, latency)] as const;
  const microseconds = (cpu: number) => Math.round((1e7 * cpu) / load.sent) / 10;
  return {
    figures: {
      per_second: perSecond,
      load,
      stored: after.stored - before.stored,
      decided: grown('splitsight_decisions_total'),
      shed: grown('splitsight_messages_dropped_total{reason="shed"}'),
    },
    report: {
      p50_ms: quantileMs(...buckets, 0.5),
      p99_ms: quantileMs(...buckets, 0.99),
      acknowledged_ms: load.ack_ms,
      server_us: microseconds(grown('splitsight_cpu_seconds_total')),
      generator_us: microseconds(load.cpu_s),
    },
  };
}
