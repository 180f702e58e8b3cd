import { sleep } from '@splitsight/kernel';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isLong, rounds } from './parts/chance.ts';
import { report } from './parts/report.ts';
import { expectSound, expectWhole, limit, runRounds } from './parts/rounds.ts';
import { type FaultSite, openFaultSite } from './parts/site.ts';

let site: FaultSite;
beforeEach(async () => {
  site = await openFaultSite();
});
afterEach(() => site.close());

/** A message waits so long for its acknowledgement before it is written to disk. */
const after_s = 0.5;

async function startAll() {
  const server = site.server();
  await server.start();
  const agents = ['box-1', 'box-2'].map((node) => site.agent(node, server.mqtt, { settings: { spool: { after_s } } }));
  await Promise.all(agents.map((agent) => agent.start()));
  await Promise.all(agents.map((agent) => agent.recovery(0)));
  const [first] = agents;
  if (!first) throw new Error('no agents');
  return { server, agents, first };
}

it('a server that is killed again and again loses nothing', { timeout: limit }, async () => {
  const { server, agents, first } = await startAll();
  const outcome = await runRounds({
    times: rounds({ long: 50, short: 2 }),
    agents,
    hurt: () => server.process.kill(),
    heal: () => server.start().then(() => undefined),
    survivor: () => first.process,
  });
  await Promise.all(agents.map((agent) => agent.drain()));
  const account = site.account(server, agents);
  report('kill-server', { fault: '`kill -9` of the server, which is the broker', account, ...outcome, held: 'agent' });
  expectWhole(account);
  expect(account.diedWithAgent).toBe(0);
  expectSound(outcome);
});

it('an agent that is killed again and again loses no more than it had in memory', { timeout: limit }, async () => {
  const { server, agents, first } = await startAll();
  const outcome = await runRounds({
    times: rounds({ long: 50, short: 2 }),
    agents: [first],
    hurt: () => first.kill(),
    async heal() {
      await first.start();
      return first.process.startedAt;
    },
    survivor: () => server.process,
  });
  await Promise.all(agents.map((agent) => agent.drain()));
  const account = site.account(server, agents);
  report('kill-agent', { fault: '`kill -9` of an agent', account, ...outcome, held: 'server' });
  expectWhole(account);
  expectSound(outcome);
});

it('killed all at once while the spool is in use, they lose no more than was in memory', {
  timeout: limit,
}, async () => {
  const { server, agents } = await startAll();
  const outcome = await runRounds({
    times: rounds({ long: 50, short: 2 }),
    agents,
    broken: 3000,
    hurt: () => server.process.kill(),
    async heal() {
      await Promise.all(agents.map((agent) => agent.kill()));
      const began = Date.now();
      await Promise.all([server.start(), ...agents.map((agent) => agent.start())]);
      return began;
    },
  });
  await Promise.all(agents.map((agent) => agent.drain()));
  const account = site.account(server, agents);
  report('kill-all', { fault: '`kill -9` of the server, then of all agents before it is back', account, ...outcome });
  expectWhole(account);
  // What was older had been written.
  expect(account.oldestDied).toBeLessThan(10_000);
  expectSound(outcome);
});

it.runIf(isLong)('a server that is gone for a minute finds everything in the spools', { timeout: limit }, async () => {
  const { server, agents, first } = await startAll();
  const outcome = await runRounds({
    times: 1,
    agents,
    hurt: async () => {
      await server.process.kill();
      await sleep(60_000);
    },
    heal: () => server.start().then(() => undefined),
    survivor: () => first.process,
  });
  await Promise.all(agents.map((agent) => agent.drain()));
  const account = site.account(server, agents);
  const fault =
    'the server, which is the broker, is gone for a minute in which as many vectors are made as in 10 minutes at 20 a second';
  report('server-gone', { fault, account, ...outcome, held: 'agent' });
  expectWhole(account);
  expect(account.stored).toBe(account.produced);
  expectSound(outcome);
});
