import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { waitFor } from '@splitsight/testkit';
import { decodeFeatureMessage } from '@splitsight/wire';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { accountFor, readNotes, type Vector } from './parts/account.ts';
import { rounds } from './parts/chance.ts';
import { connectMqtt } from './parts/mqtt-client.ts';
import { report } from './parts/report.ts';
import { expectSound, limit, runRounds } from './parts/rounds.ts';
import { type Running, runCommand } from './parts/running.ts';
import { type FaultSite, openFaultSite } from './parts/site.ts';

/** Debian's; the server has no client side, so what an external broker takes in is heard by a subscriber here. */
const hasMosquitto = spawnSync('mosquitto', ['-h']).error === undefined;

let site: FaultSite;
beforeEach(async ({ skip }) => {
  skip(!hasMosquitto, 'mosquitto is not installed');
  site = await openFaultSite();
});
afterEach(() => site?.close());

it('an agent gets through to a mosquitto that is killed again and again', { timeout: limit }, async () => {
  const port = await freePort();
  const folder = join(site.folder, 'mosquitto');
  mkdirSync(folder);
  // Started by root it gives up root, and writes as another user.
  chmodSync(site.folder, 0o755);
  chmodSync(folder, 0o777);
  const file = join(folder, 'mosquitto.conf');
  writeFileSync(file, `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\nmax_queued_messages 0\n`);
  const start = () => runCommand(['mosquitto', '-c', file]);
  let mosquitto: Running = start();
  const url = `mqtt://127.0.0.1:${port}`;
  const heard: Vector[] = [];
  const status: string[] = [];
  const subscriber = await waitFor(() => connectMqtt(url, { reconnectPeriod: 50 }).catch(() => null));
  subscriber.on('message', (topic, payload) => {
    if (!topic.endsWith('/features')) return void status.push(String(payload));
    const { bootId, sequence } = decodeFeatureMessage(payload);
    heard.push({ boot: bootId, camera: topic.split('/')[4] ?? '', sequence });
  });
  await subscriber.subscribeAsync('splitsight/v1/yard/cam/+/features', { qos: 1 });
  await subscriber.subscribeAsync('splitsight/v1/yard/node/+/status', { qos: 1 });
  const agent = site.agent('box', url, { settings: { spool: { after_s: 0.5 } } });
  await agent.start();
  await agent.recovery(0);
  const outcome = await runRounds({
    times: rounds({ long: 50, short: 2 }),
    agents: [agent],
    hurt: () => mosquitto.kill(),
    heal: async () => {
      mosquitto = start();
      return undefined;
    },
    survivor: () => agent.process,
  });
  await agent.drain();
  // The last word of an agent is kept for who comes back after it.
  const online = () => status.filter((one) => one === 'online').length;
  await waitFor(() => online() > outcome.rounds / 2);
  subscriber.end(true);
  const [made, acked] = [readNotes(agent.folder, 'made'), readNotes(agent.folder, 'acked')];
  const stored = [...new Map(heard.map((one) => [`${one.boot} ${one.camera} ${one.sequence}`, one])).values()];
  const dropped = agent.dropped();
  const account = accountFor({ made, acked, stored, spooled: [], dropped, killed: agent.killed });
  const note =
    `${account.lost} that mosquitto had acknowledged went down with it or came before the subscriber was back: ` +
    'it keeps nothing on disk for a kill -9; every vector was acknowledged to the agent';
  const { lost: _theirs, broken: _too, ...ours } = account;
  report('kill-mosquitto', {
    fault: '`kill -9` of mosquitto as an external broker',
    account: ours,
    ...outcome,
    held: 'agent',
    note,
  });
  expect(dropped).toBe(0);
  expect(agent.state().uplink).toMatchObject({ waiting: 0, spool: { messages: 0 } });
  expectSound(outcome);
});

/** A port that is free now, and that the system gives to nobody who asks for any while mosquitto is away. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(20_000 * Math.random());
    const isFree = await new Promise<boolean>((resolve) => {
      const probe = createServer().on('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}
