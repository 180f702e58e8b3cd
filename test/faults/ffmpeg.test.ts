import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Millis, sleep } from '@splitsight/kernel';
import { childrenOf, createScene, openVirtualCameras, waitFor } from '@splitsight/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Account } from './parts/account.ts';
import { createChance, isLong, rounds, seed } from './parts/chance.ts';
import { report } from './parts/report.ts';
import { limit } from './parts/rounds.ts';
import { growthOf, type Holdings, holdingsOf, isAlive, type Running, runProgram } from './parts/running.ts';
import { type FaultSite, openFaultSite } from './parts/site.ts';
import { firstCaptured, readBoots } from './parts/stored.ts';

let site: FaultSite;
const cleanups: (() => unknown)[] = [];
beforeEach(async () => {
  site = await openFaultSite();
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  await site.close();
});

const cameras = ['gate', 'yard'];

/** The real agent, which watches two virtual cameras by ffmpeg, and the real server. */
async function watchCameras() {
  const server = site.server();
  await server.start();
  const scenes = cameras.map((path, i) => ({ path, scene: createScene(seed + i), width: 160, height: 96, fps: 10 }));
  const virtual = await openVirtualCameras({ cameras: scenes });
  cleanups.push(() => virtual.close());
  const file = join(site.folder, 'edge.yaml');
  const config = {
    site: 'yard',
    node: 'box',
    broker: { url: server.mqtt },
    spool: { path: join(site.folder, 'spool.db') },
    model: { path: site.backbone, threads: 1 },
    capture: { width: 160, height: 96 },
    gaze: { regions: ['global'], idle_fps: 5 },
    // One that dies often is left alone for up to this long.
    watchdog: { max_wait_s: 3 },
    cameras: cameras.map((id) => ({ id, url: virtual.url(id) })),
    log_level: 'warn',
  };
  writeFileSync(file, JSON.stringify(config));
  return { server, start: () => runProgram(site.programs.edge, { args: ['--config', file] }) };
}

const ffmpegsOf = ({ pid }: Running) => childrenOf(pid).filter(({ name }) => name === 'ffmpeg');

/** Waits for the next vectors of every camera that were captured after a moment. @returns how long after. */
async function nextVectors(database: string, since: Millis): Promise<Millis> {
  const last = await waitFor(
    () => {
      const firsts = cameras.map((camera) => firstCaptured(database, camera, since));
      return firsts.every((first) => first !== null) && Math.max(...firsts.map(Number));
    },
    { timeout: 60_000, interval: 50, what: 'vectors of every camera' },
  );
  return last - since;
}

/** The balance of the real agent: it numbers what it makes, so that a hole shows. What a kill cut off at the end does not. */
function expectNoHoles(database: string): Pick<Account, 'produced' | 'stored' | 'lost'> {
  const boots = readBoots(database);
  const produced = boots.reduce((sum, { last }) => sum + last + 1, 0);
  const stored = boots.reduce((sum, { rows }) => sum + rows, 0);
  expect(stored).toBe(produced);
  return { produced, stored, lost: produced - stored };
}

it('an ffmpeg that is killed again and again is started again, and none is left', { timeout: limit }, async () => {
  const chance = createChance(seed);
  const { server, start } = await watchCameras();
  const agent = start();
  await nextVectors(server.database, 0);
  const recoveries: Millis[] = [];
  const held: Holdings[] = [];
  const times = rounds({ long: 50, short: 2 });
  for (let round = 0; round < times; round++) {
    await sleep(3000 * chance());
    const found = ffmpegsOf(agent);
    const victim = found[Math.floor(chance() * found.length)];
    if (!victim) continue;
    process.kill(victim.pid, 'SIGKILL');
    recoveries.push(await nextVectors(server.database, Date.now()));
    held.push(holdingsOf(agent.pid));
  }
  await waitFor(() => ffmpegsOf(agent).length === cameras.length);
  const family = childrenOf(agent.pid);
  expect(await agent.stop()).toBe(0);
  expect(family.filter(({ pid }) => isAlive(pid))).toEqual([]);
  const account = expectNoHoles(server.database);
  const holdings = growthOf(held);
  const fault = '`kill -9` of an ffmpeg of the agent';
  report('kill-ffmpeg', { fault, account, rounds: times, recoveries, ...(holdings && { holdings }), held: 'agent' });
  expect(Math.max(...recoveries)).toBeLessThan(20_000);
  expect(holdings?.descriptors.grown ?? 0).toBeLessThanOrEqual(3);
});

it.runIf(isLong)('an agent that is killed leaves no ffmpeg behind', { timeout: limit }, async () => {
  const { server, start } = await watchCameras();
  const recoveries: Millis[] = [];
  const times = rounds({ long: 10, short: 1 });
  for (let round = 0; round < times; round++) {
    const agent = start();
    recoveries.push(await nextVectors(server.database, agent.startedAt));
    const orphans = ffmpegsOf(agent);
    expect(orphans).toHaveLength(cameras.length);
    await agent.kill();
    await waitFor(() => !orphans.some(({ pid }) => isAlive(pid)), { timeout: 10_000, what: 'the end of ffmpeg' });
  }
  const account = expectNoHoles(server.database);
  report('kill-real-agent', { fault: '`kill -9` of an agent with two cameras', account, rounds: times, recoveries });
});
