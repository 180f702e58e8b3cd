import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseProcessor } from '@splitsight/inference';
import { createLogger, parseConfig } from '@splitsight/kernel/node';
import { openBroker, type TestBroker, waitFor, writeTinyBackbone, writeTinyVariant } from '@splitsight/testkit';
import { decodeFeatureMessage, nodeInfoSchema, parseJsonMessage } from '@splitsight/wire';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEdgeAgent } from './agent.ts';
import { edgeConfigSchema } from './config/schema.ts';

let folder: string;
let broker: TestBroker;
const fingerprints: Record<string, string | undefined> = {};

const vnni = parseProcessor('model name : AMD EPYC\nflags : avx2 avx512_vnni\n', 'x64');
const oldXeon = parseProcessor('model name : Xeon\nflags : avx2\n', 'x64');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-agent-variant-'));
  fingerprints.float32 = writeTinyBackbone(join(folder, 'model')).fingerprint;
  const processors = [{ arch: 'x64', features: ['avx512_vnni'], faster: 2, how: 'a test' }];
  fingerprints.int8 = writeTinyVariant(join(folder, 'model'), processors).variants?.[0]?.fingerprint;
  const make = ['-f', 'lavfi', '-i', 'color=gray:s=160x90:r=15:d=2', '-c:v', 'libx264', join(folder, 'clip.mp4')];
  execFileSync('ffmpeg', ['-loglevel', 'error', ...make]);
  broker = await openBroker();
});
afterAll(async () => {
  await broker.close();
  rmSync(folder, { recursive: true });
});

it.each([
  ['int8', 'auto', vnni],
  ['float32', 'auto', oldXeon],
  ['int8', 'int8', oldXeon],
  ['float32', 'float32', vnni],
] as const)('an agent runs %s when told %s on such a processor, and says so', async (precision, variant, processor) => {
  const node = `${precision}-${variant}`;
  const settings = {
    site: 'home',
    node,
    log_level: 'warn',
    broker: { url: broker.url },
    spool: { enabled: false },
    model: { path: join(folder, 'model'), threads: 1, variant },
    capture: { width: 160, height: 90 },
    cameras: [{ id: node, url: join(folder, 'clip.mp4') }],
  };
  const config = parseConfig(JSON.stringify(settings), edgeConfigSchema, 'test');
  const agent = createEdgeAgent(config, { log: createLogger('test', 'silent'), processor });
  const payloads = (leaf: string) =>
    broker.messages.filter(({ topic }) => topic === `splitsight/v1/home/${leaf}`).map(({ payload }) => payload);
  try {
    await agent.start(new AbortController().signal);
    const [first] = await waitFor(() => {
      const found = payloads(`cam/${node}/features`);
      return found.length > 0 && found;
    });
    expect(decodeFeatureMessage(first ?? new Uint8Array(0)).fingerprint).toBe(fingerprints[precision]);
    const info = parseJsonMessage(nodeInfoSchema, Buffer.from(payloads(`node/${node}/info`)[0] ?? []).toString());
    expect(info).toMatchObject({ precision, fingerprint: fingerprints[precision] });
  } finally {
    await agent.stop();
  }
});

it('an agent that is told to run a variant that is not there does not start', async () => {
  const settings = {
    site: 'home',
    node: 'none',
    broker: { url: broker.url },
    model: { path: join(folder, 'model'), variant: 'float16' },
    cameras: [{ id: 'none', url: join(folder, 'clip.mp4') }],
  };
  const config = parseConfig(JSON.stringify(settings), edgeConfigSchema, 'test');
  const agent = createEdgeAgent(config, { log: createLogger('test', 'silent') });
  await expect(agent.start(new AbortController().signal)).rejects.toMatchObject({ code: 'MODEL_VARIANT_MISSING' });
  await agent.stop();
});
