import { sleep } from '@splitsight/kernel';
import { waitFor } from '@splitsight/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isLong } from './parts/chance.ts';
import { deadLink, goodLink, type Link, type LinkQuality, noLinks, openLink } from './parts/link.ts';
import { report } from './parts/report.ts';
import { expectLean, expectWhole, limit } from './parts/rounds.ts';
import { endPrograms, growthOf, holdingsOf } from './parts/running.ts';
import { type FaultSite, openFaultSite } from './parts/site.ts';

const reason = noLinks();
let site: FaultSite;
let link: Link | undefined;
beforeEach(async ({ skip }) => {
  skip(reason !== undefined, reason);
  site = await openFaultSite();
});
afterEach(async () => {
  await endPrograms();
  await link?.close();
  link = undefined;
  await site?.close();
});

const stay = isLong ? 60_000 : 2_000;

/** A server at one end of a link and an agent at the other. */
async function startApart(perSecond: number) {
  link = await openLink();
  link.set(goodLink);
  const server = site.server({ host: link.address, namespace: link.here });
  await server.start();
  const settings = { perSecond, cameras: 2, broker: { keepalive_s: 3 }, spool: { after_s: 2 } };
  const agent = site.agent('box', server.mqtt, { namespace: link.there, settings });
  await agent.start();
  await agent.recovery(0);
  const held = () => [server.process, agent.process].map(({ pid }) => holdingsOf(pid));
  const before = held();
  const grown = () => held().map((after, i) => growthOf([before[i] ?? after, after]));
  /** Connections that broke without a word are held until their time is up. */
  const settled = () => waitFor(() => grown().every((one) => (one?.descriptors.grown ?? 0) <= 3) && grown());
  return { link, server, agent, settled };
}

const bad: readonly (readonly [name: string, quality: LinkQuality, perSecond: number])[] = [
  ['a link that loses 30 % of its packets', { ...goodLink, loss: 0.3 }, 20],
  ['a link with 500 ms of delay each way', { ...goodLink, delay_ms: 500 }, 20],
  // Each vector of these tests is 150 bytes on the wire, with all headers; 20 kbit/s are 2,500 a second.
  ['a link of 20 kbit/s', { ...goodLink, bits_per_s: 20_000 }, 10],
  ['a link with all three', { delay_ms: 500, loss: 0.3, bits_per_s: 20_000 }, 5],
];

// In the short form the worst of them alone.
it.each(isLong ? bad : bad.slice(-1))('%s loses nothing', { timeout: limit }, async (name, quality, perSecond) => {
  const { link, server, agent, settled } = await startApart(perSecond);
  link.set(quality);
  await sleep(stay);
  const recoveries = [await agent.recovery(Date.now(), 60_000)];
  link.set(goodLink);
  recoveries.push(await agent.recovery(Date.now()));
  await agent.drain();
  const [ofServer, ofAgent] = await settled();
  const account = site.account(server, [agent]);
  const fault = `${name}, for ${stay / 1000} s`;
  report(`link-${bad.findIndex(([one]) => one === name)}`, {
    fault,
    account,
    recoveries: recoveries.slice(1),
    ...(ofAgent && { holdings: ofAgent, held: 'agent' }),
  });
  expectWhole(account);
  for (const one of [ofServer, ofAgent]) expectLean(one);
  expect(account.stored).toBe(account.produced);
});

it('a link that is dead for a long time loses nothing', { timeout: limit }, async () => {
  const { link, server, agent, settled } = await startApart(20);
  link.set(deadLink);
  await sleep(4 * stay);
  link.set(goodLink);
  const recoveries = [await agent.recovery(Date.now(), 60_000)];
  await agent.drain();
  const [ofServer, ofAgent] = await settled();
  const account = site.account(server, [agent]);
  const fault = `the link is dead for ${(4 * stay) / 1000} s, and nobody is told`;
  report('link-dead', { fault, account, recoveries, ...(ofAgent && { holdings: ofAgent, held: 'agent' }) });
  expectWhole(account);
  for (const one of [ofServer, ofAgent]) expectLean(one);
  expect(account.stored).toBe(account.produced);
});
