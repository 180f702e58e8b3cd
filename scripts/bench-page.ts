import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { percentiles } from '../packages/cli/src/bench/percentiles.ts';
import { openBrowser } from '../packages/dashboard/src/testing/browser.ts';
import { buildDashboard } from '../packages/dashboard/src/testing/build-dashboard.ts';
import { createFakeAlerts } from '../packages/dashboard/src/testing/fake-alerts.ts';
import { createFakeSite } from '../packages/dashboard/src/testing/fake-site.ts';
import { openLiveServer } from '../packages/dashboard/src/testing/live-server.ts';
import { recordFrames } from './bench-page/frames.ts';
import { pageTour } from './bench-page/tour.ts';

/**
 * How smooth the dashboard stays: a real Chromium, a stand-in for the server with many cameras and alerts that sends score
 * updates all the while, and a script that scrolls, filters and opens pages. Prints the times between frames as JSON.
 *
 *     node --import tsx --conditions splitsight-source scripts/bench-page.ts [--cameras 1000] [--alerts 100000] [--updates 200]
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      cameras: { type: 'string', default: '1000' },
      alerts: { type: 'string', default: '100000' },
      updates: { type: 'string', default: '200' },
    },
  });
  const cameras = Number(values.cameras);
  const updates = Number(values.updates);
  const directory = await mkdtemp(join(tmpdir(), 'splitsight-bench-page-'));
  const site = createFakeSite({ cameras, heads: 2, sites: 10 });
  await buildDashboard(directory);
  const server = await openLiveServer({
    directory,
    hello: () => site.hello(Date.now()),
    api: apiOf(createFakeAlerts(Number(values.alerts), cameras, Date.now())),
  });
  const browser = await openBrowser();
  const stop = sendUpdates(server.send, site, cameras, updates);
  try {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    await page.goto(`http://127.0.0.1:${server.port}/`);
    await page.getByRole('article').first().waitFor();
    const record = await recordFrames(page);
    const all: number[] = [];
    let worked = 0;
    const parts: Record<string, unknown> = {};
    for (const { name, run } of pageTour) {
      const { frames, mainThreadMs } = await record(() => run(page));
      all.push(...frames);
      worked += mainThreadMs;
      parts[name] = {
        frames: frames.length,
        ...summary(frames),
        main_thread_ms: perFrame(mainThreadMs, frames.length),
      };
    }
    const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
    const result = { bench: 'page', cameras, alerts: Number(values.alerts), updates_per_s: updates, dom_nodes: nodes };
    console.log(
      JSON.stringify({
        ...result,
        frames: all.length,
        frame_ms: summary(all),
        main_thread_ms: perFrame(worked, all.length),
        parts,
      }),
    );
  } finally {
    stop();
    await browser.close();
    await server.close();
    await rm(directory, { recursive: true, force: true });
  }
}

function perFrame(milliseconds: number, frames: number): number {
  return Math.round((milliseconds / Math.max(1, frames)) * 10) / 10;
}

/** Of 100 frames so many come within p95. */
function summary(frames: readonly number[]) {
  const { p50, p99, max } = percentiles(frames);
  const sorted = [...frames].sort((a, b) => a - b);
  const p95 = sorted[Math.max(0, Math.ceil(0.95 * sorted.length) - 1)] ?? 0;
  return { p50, p95: Math.round(p95 * 10) / 10, p99, max };
}

function apiOf(reviews: (address: URL) => unknown): (address: URL) => unknown {
  return (address) => (address.pathname === '/api/v1/reviews' ? reviews(address) : undefined);
}

/** Ten messages a second with the scores of as many cameras, as the server sends them; and now and then a camera's state and an alert. */
function sendUpdates(
  send: (message: ReturnType<ReturnType<typeof createFakeSite>['hello']>) => void,
  site: ReturnType<typeof createFakeSite>,
  cameras: number,
  updates: number,
): () => void {
  let tick = 0;
  let next = 0;
  const timer = setInterval(() => {
    tick++;
    const of = Array.from({ length: Math.min(cameras, Math.round(updates / 10)) }, () => next++ % cameras);
    send(site.decisions(Date.now(), of));
    const camera = (tick * 7) % cameras;
    if (tick % 5 === 0) send(site.camera(camera, { state: tick % 10 === 0 ? 'frozen' : 'online', since: Date.now() }));
    if (tick % 20 === 0) send(site.alert('new', camera, Date.now() - 200));
  }, 100);
  return () => clearInterval(timer);
}

await main();
