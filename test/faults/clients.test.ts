import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { sleep } from '@splitsight/kernel';
import { fetchOnce, waitFor } from '@splitsight/testkit';
import { encodeFeatureMessage, wholeFrame } from '@splitsight/wire';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createChance, isLong, seed } from './parts/chance.ts';
import { openDeafPage } from './parts/deaf-page.ts';
import { connectMqtt } from './parts/mqtt-client.ts';
import { report } from './parts/report.ts';
import { expectLean, expectWhole, limit } from './parts/rounds.ts';
import { growthOf, type Holdings, holdingsOf } from './parts/running.ts';
import { type FaultSite, openFaultSite } from './parts/site.ts';

let site: FaultSite;
const cleanups: (() => unknown)[] = [];
beforeEach(async () => {
  site = await openFaultSite();
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  await site.close();
});

const stay = isLong ? 30_000 : 1_500;

async function startBoth(cameras = 4, settings: object = {}, config: Record<string, unknown> = {}) {
  const server = site.server({ config });
  await server.start();
  const agent = site.agent('box', server.mqtt, { settings: { cameras, ...settings } });
  await agent.start();
  await agent.recovery(0);
  return { server, agent };
}

it('200 cameras that come and go all the time cost no vector, and are all there in the end', {
  timeout: limit,
}, async () => {
  const { server, agent } = await startBoth(200, { perSecond: 200, flap_ms: 250 });
  const held: Holdings[] = [];
  for (let i = 0; i < 10; i++) {
    await sleep(stay / 10);
    held.push(holdingsOf(server.process.pid));
  }
  await agent.drain();
  const isAll = async () => {
    const answer = (await (await fetchOnce(`${server.http}/api/v1/cameras`)).json()) as {
      cameras: { state: string }[];
    };
    return answer.cameras.filter(({ state }) => state === 'online').length === 200;
  };
  await waitFor(isAll, { what: '200 cameras online' });
  const account = site.account(server, [agent]);
  const holdings = growthOf(held);
  report('flapping', {
    fault: '200 cameras go and come, each twice a second',
    account,
    ...(holdings && { holdings }),
    held: 'server',
  });
  expectWhole(account);
  expectLean(holdings);
});

it('a page that never reads is cut off, and costs no more than its buffer', { timeout: limit }, async () => {
  const { server, agent } = await startBoth();
  const before = holdingsOf(server.process.pid);
  const page = await openDeafPage(server.http);
  cleanups.push(() => page.destroy());
  const news = await connectMqtt(server.mqtt);
  cleanups.push(() => news.end(true));
  const isCut = () => server.metric('splitsight_live_clients_closed_total', 'too_slow');
  const reason = 'what every page is told, whether it reads or not '.repeat(6);
  for (let turn = 0, end = Date.now() + 100_000; !(await isCut()); turn++) {
    expect(Date.now()).toBeLessThan(end);
    for (let i = 0; i < 1000; i++) {
      const status = { state: 'offline', since: turn, node: 'box', reason: `${i} ${reason}` };
      news.publish(`splitsight/v1/yard/cam/news-${i % 50}/status`, JSON.stringify(status), { qos: 0 });
    }
    await sleep(50);
  }
  const after = holdingsOf(server.process.pid);
  await agent.drain();
  const account = site.account(server, [agent]);
  const holdings = growthOf([before, after]);
  report('deaf-page', {
    fault: 'a page that never reads its WebSocket',
    account,
    ...(holdings && { holdings }),
    held: 'server',
    note: 'cut off',
  });
  expectWhole(account);
  expect(holdings?.mib.grown).toBeLessThan(150);
});

it('clients that flood, send garbage or take another’s id cost an agent nothing', { timeout: limit }, async () => {
  // Idle cameras are thinned when there is too much, and those of the flood are; where a head sees something, nothing is.
  const { server, agent } = await startBoth(4, { isSeen: true }, { heads: [{ model: site.head }] });
  const chance = createChance(seed);
  console.log(`FAULTS_SEED=${seed}`);
  const held = [holdingsOf(server.process.pid)];
  const end = Date.now() + 2 * stay;
  const flood = await connectMqtt(server.mqtt);
  cleanups.push(() => flood.end(true));
  const floodOnce = async () => {
    for (let sequence = 0; Date.now() < end; sequence++) {
      const boot = 'f100d00000000000';
      const vector = new Uint8Array(8);
      const message = {
        bootId: boot,
        sequence,
        capturedAt: Date.now(),
        fingerprint: site.fingerprint,
        codec: 'u8',
        regions: [{ kind: 'global', box: wholeFrame, vector }],
      };
      const isGood = sequence % 2 === 0;
      const payload = isGood
        ? encodeFeatureMessage(message as never)
        : Buffer.from(Array.from({ length: 60 }, () => 256 * chance()));
      flood.publish('splitsight/v1/yard/cam/flood/features', Buffer.from(payload), { qos: 0 });
      if (sequence % 200 === 0) await sleep(5);
    }
  };
  const sendGarbage = async () => {
    const { hostname, port } = new URL(server.mqtt);
    while (Date.now() < end) {
      const socket = connectTcp(Number(port), hostname).on('error', () => {});
      await once(socket, 'connect');
      socket.end(Buffer.from(Array.from({ length: 500 }, () => 256 * chance())));
      await sleep(20);
      socket.destroy();
    }
  };
  const steal = async () => {
    while (Date.now() < end) {
      const thief = await connectMqtt(server.mqtt, { clientId: 'splitsight-edge-yard-box' });
      await sleep(500 * chance());
      thief.end(true);
      await sleep(stay * chance());
    }
  };
  await Promise.all([floodOnce(), sendGarbage(), steal()]);
  const recoveries = [await agent.recovery(Date.now())];
  held.push(holdingsOf(server.process.pid));
  await agent.drain();
  const { strangers, ...account } = site.account(server, [agent]);
  const holdings = growthOf(held);
  report('clients', {
    fault: 'MQTT clients that flood, send garbage, and take the agent’s client id',
    account,
    recoveries,
    ...(holdings && { holdings }),
    held: 'server',
    note: `${strangers} vectors of the flood were stored beside`,
  });
  expectWhole({ ...account, strangers: 0 });
  expectLean(holdings);
});
