import { join } from 'node:path';
import { sleep } from '@splitsight/kernel';
import { waitFor } from '@splitsight/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isLong } from './parts/chance.ts';
import { type FailingDisk, noDisks, openFailingDisk, openSmallDisk } from './parts/disks.ts';
import { report } from './parts/report.ts';
import { expectBalance, expectSound, expectWhole, limit, runRounds } from './parts/rounds.ts';
import { endPrograms, isStopped, type Running } from './parts/running.ts';
import { type FaultSite, openFaultSite } from './parts/site.ts';

const reason = noDisks();
let site: FaultSite;
beforeEach(async ({ skip }) => {
  skip(reason !== undefined, reason);
  site = await openFaultSite();
});
afterEach(() => site?.close());

const broken = isLong ? 30_000 : 3_000;
const after_s = 0.2;

/**
 * What an agent has written so far is on the disk when that fails: it does not wait for its disk, so that SD cards last, and a
 * power cut costs it seconds. The server has to do without such help.
 */
async function failUnder(disk: FailingDisk, agent: Running): Promise<void> {
  agent.signal('SIGSTOP');
  await waitFor(() => isStopped(agent.pid), { what: 'an agent that stands still' });
  disk.flush();
  disk.fail();
  agent.signal('SIGCONT');
}

async function onDisk<D extends { close(): void }>(disk: D, use: (disk: D) => Promise<void>): Promise<void> {
  try {
    await use(disk);
  } finally {
    await endPrograms();
    disk.close();
  }
}

it.skipIf(!isLong)(
  'a full disk under the spool costs what memory cannot hold, and all of that is counted',
  {
    timeout: limit,
  },
  () =>
    onDisk(openSmallDisk(join(site.folder, 'small'), 2), async ({ path }) => {
      const server = site.server();
      await server.start();
      const settings = { perSecond: 400, broker: { max_waiting: 1000 }, spool: { after_s, max_mb: 100 } };
      const agent = site.agent('box', server.mqtt, { spoolFolder: path, settings });
      await agent.start();
      await agent.recovery(0);
      await server.process.kill();
      await waitFor(() => agent.dropped() > 500, { timeout: 120_000, interval: 100, what: 'a full spool' });
      expect(agent.state().uplink.spool?.state).toBe('full');
      await server.start();
      const recoveries = [await agent.recovery(Date.now())];
      await agent.drain();
      const account = site.account(server, [agent]);
      report('disk-full-spool', {
        fault: 'the disk of the spool is full, and so is memory (1,000 messages)',
        account,
        recoveries,
      });
      expectBalance(account);
      expect(account.dropped).toBeGreaterThan(0);
      expect(account.diedWithAgent).toBe(0);
    }),
);

it(
  'a full disk under the database costs nothing: the agents keep what it cannot take',
  {
    timeout: limit,
  },
  () =>
    onDisk(openSmallDisk(join(site.folder, 'small'), 64), async (disk) => {
      const server = site.server({ dataFolder: disk.path, config: { store: { min_free_mb: 1 } } });
      await server.start();
      const agent = site.agent('box', server.mqtt, { settings: { spool: { after_s } } });
      await agent.start();
      await agent.recovery(0);
      disk.fill();
      await sleep(broken);
      await waitFor(() => (agent.state().uplink.spool?.messages ?? 0) > 100, {
        timeout: 60_000,
        what: 'a spool in use',
      });
      expect(server.process.isAlive()).toBe(true);
      disk.empty();
      const recoveries = [await agent.recovery(Date.now())];
      await agent.drain();
      const account = site.account(server, [agent]);
      report('disk-full-database', { fault: 'the disk of the database is full', account, recoveries });
      expectWhole(account);
      expect(account.stored).toBe(account.produced);
    }),
);

it.skipIf(!isLong)(
  'a database on a disk that turns read-only again and again has all that was acknowledged',
  {
    timeout: limit,
  },
  () =>
    onDisk(openFailingDisk(join(site.folder, 'failing'), 64), async (disk) => {
      const server = site.server({ dataFolder: disk.path, config: { store: { min_free_mb: 1 } } });
      await server.start();
      const agent = site.agent('box', server.mqtt, { settings: { spool: { after_s } } });
      await agent.start();
      await agent.recovery(0);
      const outcome = await runRounds({
        times: 10,
        agents: [agent],
        hurt: async () => {
          disk.fail();
          await waitFor(() => (agent.state().uplink.spool?.messages ?? 0) > 100, {
            timeout: 60_000,
            what: 'a spool in use',
          });
          expect(server.process.isAlive()).toBe(true);
        },
        heal: async () => {
          await server.process.stop();
          disk.repair();
          await server.start();
          return undefined;
        },
        survivor: () => agent.process,
      });
      await agent.drain();
      const account = site.account(server, [agent]);
      const fault = 'the disk of the database turns read-only, and forgets what was not forced onto it';
      report('disk-read-only-database', { fault, account, ...outcome, held: 'agent' });
      expectWhole(account);
      expect(account.stored).toBe(account.produced);
      expectSound(outcome);
    }),
);

it('a spool on a disk that turns read-only loses nothing that memory can hold', { timeout: limit }, () =>
  onDisk(openFailingDisk(join(site.folder, 'failing'), 64), async (disk) => {
    const server = site.server();
    await server.start();
    const settings = { broker: { max_waiting: 100_000 }, spool: { after_s } };
    const agent = site.agent('box', server.mqtt, { spoolFolder: disk.path, settings });
    await agent.start();
    await agent.recovery(0);
    await server.process.kill();
    await waitFor(() => (agent.state().uplink.spool?.messages ?? 0) > 50, {
      timeout: 60_000,
      what: 'a spool in use',
    });
    await failUnder(disk, agent.process);
    await sleep(broken);
    await server.start();
    const recoveries = [await agent.recovery(Date.now())];
    // What lies on the disk cannot be deleted there; it has been sent, and is sent again by the next boot.
    await waitFor(() => agent.state().uplink.waiting < 50, { timeout: 60_000, what: 'an empty memory' });
    await agent.process.stop();
    disk.repair();
    await agent.start();
    await agent.recovery(agent.process.startedAt);
    await agent.drain();
    const account = site.account(server, [agent]);
    report('disk-read-only-spool', {
      fault: 'the disk of the spool turns read-only while it is in use',
      account,
      recoveries,
    });
    expectWhole(account);
    expect(account.stored).toBe(account.produced);
  }),
);
