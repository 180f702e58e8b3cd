import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchOnce, openVirtualCameras, waitFor, writeTinyBackbone } from '@splitsight/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runServer } from '../../packages/server/src/testing/run-server.ts';
import { createFakeClock, noFakeClock } from '../faults/parts/fake-clock.ts';
import { root } from './command.ts';

const hour = 3600;
let folder: string;
const cleanups: (() => unknown)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'splitsight-clock-'));
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  rmSync(folder, { recursive: true, force: true });
});

interface Nodes {
  readonly nodes: readonly { readonly health: { readonly clock?: { state: string; offset_ms: number } } | null }[];
}
interface Cameras {
  readonly cameras: readonly { readonly last_seen_at: number | null; readonly reason: string | null }[];
}

test.skipIf(noFakeClock)(
  'captures have the server’s time, though the agent’s clock is two hours behind, and is set while it runs',
  async () => {
    writeTinyBackbone(join(folder, 'model'));
    const server = await runServer(folder, { backbones: [join(folder, 'model')] });
    cleanups.push(() => server.stop());
    const virtual = await openVirtualCameras({ cameras: [{ path: 'yard', width: 160, height: 90, fps: 10 }] });
    cleanups.push(() => virtual.close());
    const clock = createFakeClock(join(folder, 'clock'));
    clock.set(-2 * hour);
    const file = join(folder, 'edge.yaml');
    const config = {
      ...{ site: 'home', node: 'pi', log_level: 'warn', health_interval_s: 0.5, broker: { url: server.mqtt } },
      ...{ model: { path: join(folder, 'model'), threads: 1 }, spool: { enabled: false }, gaze: { idle_fps: 5 } },
      cameras: [{ id: 'yard', url: virtual.url('yard') }],
    };
    writeFileSync(file, JSON.stringify(config));
    const source = ['--import', 'tsx', '--conditions', 'splitsight-source', 'packages/edge/src/main.ts'];
    const agent = spawn(process.execPath, [...source, '--config', file], {
      ...{ cwd: root, env: { ...process.env, ...clock.env }, stdio: 'ignore' },
    });
    cleanups.push(() => agent.kill('SIGKILL'));

    const ask = async <Answer>(path: string) =>
      (await (await fetchOnce(`${server.http}/api/v1/${path}`)).json()) as Answer;
    const offset = async () => (await ask<Nodes>('nodes')).nodes[0]?.health?.clock?.offset_ms;
    const seenAgo = async () => {
      const [camera] = (await ask<Cameras>('cameras')).cameras;
      return camera?.last_seen_at ? Math.abs(Date.now() - camera.last_seen_at) : Number.POSITIVE_INFINITY;
    };
    await waitFor(async () => Number.isFinite(await seenAgo()), { timeout: 60_000 });
    for (const ahead of [-2 * hour, hour, -hour]) {
      clock.set(ahead);
      await waitFor(async () => Math.abs(((await offset()) ?? Number.NaN) + 1000 * ahead) < 2000, { timeout: 40_000 });
      for (let look = 0; look < 10; look++) {
        // A busy machine takes seconds; the clock is wrong by an hour or more.
        expect(await seenAgo()).toBeLessThan(60_000);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  },
);
