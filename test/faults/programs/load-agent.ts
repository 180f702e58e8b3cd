/**
 * An agent without cameras and without a model: vectors of a known number at a known rate go through the real uplink and
 * spool of splitsight-edge. It writes down what it makes before it hands it over, so that the count is right whenever it
 * is killed.
 */
import { randomBytes } from 'node:crypto';
import { openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createLogger, runMain } from '@splitsight/kernel/node';
import { type BootId, createTopics, encodeFeatureMessage, hex8, parseCameraId, wholeFrame } from '@splitsight/wire';
import { brokerSchema } from '../../../packages/edge/src/config/broker.ts';
import { spoolSchema } from '../../../packages/edge/src/config/spool.ts';
import { createUplink } from '../../../packages/edge/src/uplink.ts';
import { type LoadSettings, loadSettingsSchema } from '../parts/load-settings.ts';

/** The time that no step of the machine's clock changes. */
const now = () => Math.round(performance.timeOrigin + performance.now());

await runMain(async (signal) =>
  run(loadSettingsSchema.parse(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))), signal),
);

async function run(settings: LoadSettings, signal: AbortSignal): Promise<void> {
  const { site, node, directory, fingerprint } = settings;
  const bootId = hex8<BootId>(randomBytes(8));
  const topics = createTopics();
  const uplink = createUplink({
    broker: brokerSchema.parse(settings.broker),
    spool: spoolSchema.parse(settings.spool),
    clientId: settings.clientId ?? `splitsight-edge-${site}-${node}`,
    statusTopic: topics.format({ kind: 'node', site, node, leaf: 'status' }),
    log: createLogger('load-agent', 'warn'),
  });
  const made = openSync(join(directory, `${bootId}.made`), 'a');
  const acked = openSync(join(directory, `${bootId}.acked`), 'a');
  const stateFile = join(directory, `${bootId}.state`);
  const cameras = Array.from({ length: settings.cameras }, (_, n) => {
    const camera = parseCameraId(`${node}-${n}`);
    const topic = (leaf: 'features' | 'status') => topics.format({ kind: 'camera', site, camera, leaf });
    return { id: camera, features: topic('features'), status: topic('status'), sequence: 0, isOn: true };
  });
  type Load = (typeof cameras)[number];
  let isQuiet = false;
  let turn = 0;
  let produced = 0;

  function make(camera: Load): { camera: Load; sequence: number; at: number } {
    produced++;
    return { camera, sequence: camera.sequence++, at: now() };
  }

  function produce(due: number): void {
    const batch = Array.from({ length: due }, () => cameras[turn++ % cameras.length]).flatMap((one) =>
      one ? [make(one)] : [],
    );
    if (batch.length === 0) return;
    writeSync(made, batch.map(({ camera, sequence, at }) => `${camera.id} ${sequence} ${at}\n`).join(''));
    for (const { camera, sequence } of batch) {
      const vector = Uint8Array.from({ length: settings.vectorBytes }, (_, i) => (sequence + i) % 97);
      if (settings.isSeen) vector.fill(0, 0, -1).fill(255, -1);
      const regions = [{ kind: 'global' as const, box: wholeFrame, vector }];
      const message = { bootId, sequence, capturedAt: Date.now(), fingerprint, codec: 'u8' as const, regions };
      uplink.publish(camera.features, encodeFeatureMessage(message), () => {
        writeSync(acked, `${camera.id} ${sequence} ${now()}\n`);
      });
    }
  }

  function say(camera: Load): void {
    const state = camera.isOn ? 'online' : 'offline';
    uplink.retain(camera.status, JSON.stringify({ state, since: Date.now(), node }));
  }

  function writeState(): void {
    const state = { produced, quiet: isQuiet, uplink: uplink.state(), at: Date.now() };
    writeFileSync(`${stateFile}.new`, JSON.stringify(state));
    renameSync(`${stateFile}.new`, stateFile);
  }

  process.on('SIGUSR2', () => {
    isQuiet = true;
  });
  cameras.forEach(say);
  await uplink.start(signal);
  writeState();
  process.stdout.write(`${bootId}\n`);
  const began = performance.now();
  let since = 0;
  const producing = setInterval(() => {
    const due = Math.floor(((performance.now() - began) / 1000) * settings.perSecond) - since;
    since += due;
    if (!isQuiet) produce(due);
  }, 10);
  const telling = setInterval(writeState, 100);
  const flapping = settings.flap_ms
    ? setInterval(() => {
        for (const camera of cameras) {
          if (isQuiet) camera.isOn = true;
          else if (Math.random() < 0.5) camera.isOn = !camera.isOn;
          else continue;
          say(camera);
        }
      }, settings.flap_ms)
    : undefined;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  for (const timer of [producing, telling, flapping]) clearInterval(timer);
  isQuiet = true;
  await uplink.stop();
  writeState();
}
