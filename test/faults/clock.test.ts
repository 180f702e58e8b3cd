import { join } from 'node:path';
import { sleep } from '@splitsight/kernel';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isLong } from './parts/chance.ts';
import { createFakeClock, noFakeClock } from './parts/fake-clock.ts';
import { report } from './parts/report.ts';
import { expectWhole, limit } from './parts/rounds.ts';
import { type FaultSite, openFaultSite } from './parts/site.ts';

let site: FaultSite;
beforeEach(async ({ skip }) => {
  skip(noFakeClock !== undefined, noFakeClock);
  site = await openFaultSite();
});
afterEach(() => site?.close());

const hour = 3600;
const steps = [hour, 0, -hour, 0];
const stay = isLong ? 15_000 : 500;

it('steps of an hour of either clock lose nothing and delete nothing', { timeout: limit }, async () => {
  const theirs = createFakeClock(join(site.folder, 'agent-clock'));
  const ours = createFakeClock(join(site.folder, 'server-clock'));
  const server = site.server({ env: ours.env });
  await server.start();
  const agent = site.agent('box', server.mqtt, { env: theirs.env });
  await agent.start();
  await agent.recovery(0);
  const recoveries: number[] = [];
  for (const clock of [theirs, ours]) {
    for (const step of steps) {
      clock.set(step);
      const since = Date.now();
      await sleep(stay);
      recoveries.push(await agent.recovery(since));
    }
  }
  // A spool that was written before a step is sent after it.
  await server.process.kill();
  await sleep(stay);
  ours.set(hour);
  theirs.set(-hour);
  await server.start();
  recoveries.push(await agent.recovery(Date.now()));
  await agent.drain();
  const account = site.account(server, [agent]);
  const fault = 'steps of ± 1 h of the clock of the agent, of the server, and of both while they were apart';
  report('clock', { fault, rounds: 2 * steps.length + 1, account, recoveries });
  expectWhole(account);
  expect(account.stored).toBe(account.produced);
});
