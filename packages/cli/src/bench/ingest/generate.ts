import { createInterface } from 'node:readline';
import { type CodecName, codecBytes, type Fingerprint, wholeFrame } from '@splitsight/wire';
import { z } from 'zod';
import { openLoad } from './load.ts';
import { bootIdOf, publishTemplate } from './packets.ts';

/** What a generator sends, and where to. */
export interface GeneratorOptions {
  readonly port: number;
  readonly connections: number;
  readonly cameras: number;
  readonly fingerprint: Fingerprint;
  readonly codec: CodecName;
  readonly dims: number;
}

/** One line on stdin: send so many messages a second for so long. */
const runSchema = z.strictObject({ per_second: z.int(), seconds: z.number() });
/** What the shipped fire head takes for calm, and for fire. */
const levels = { calm: 40, alarming: 140 };

/** The generator, a process of its own: does the runs that stdin asks for, and tells what came of each in a line. */
export async function generate(options: GeneratorOptions): Promise<void> {
  const { port, connections, cameras, fingerprint, codec, dims } = options;
  const bootId = bootIdOf(Date.now());
  const packetOf = (index: number, level: number) => {
    const vector = new Uint8Array(codecBytes(codec, dims)).fill(level);
    const regions = [{ kind: 'global', box: wholeFrame, vector }] as const;
    return publishTemplate(`splitsight/v1/bench/cam/cam-${1000 + index}/features`, {
      bootId,
      fingerprint,
      codec,
      regions,
    });
  };
  const packets = Array.from({ length: cameras }, (_, index) => ({
    calm: packetOf(index, levels.calm),
    alarming: packetOf(index, levels.alarming),
  }));
  const load = await openLoad(port, connections, packets);
  try {
    for await (const line of createInterface({ input: process.stdin })) {
      const { per_second, seconds } = runSchema.parse(JSON.parse(line));
      process.stdout.write(`${JSON.stringify(await load.run(per_second, seconds))}\n`);
    }
  } finally {
    load.close();
  }
}
