import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { waitFor } from '@splitsight/testkit';
import { describe, expect, it } from 'vitest';
import { useNotify } from '../testing/notify/notify-bench.ts';

const { open, endpoint, path, later } = useNotify();
const program = fileURLToPath(new URL('../testing/notify/dying-server.ts', import.meta.url));
const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

describe('a server that is killed with kill -9', () => {
  it('sends every alert after it has started again, what was being sent under the same key', async () => {
    const hook = await endpoint();
    let isDown = true;
    // Every third message is taken, every third refused, every third is being sent when the server dies.
    hook.answer(() =>
      !isDown ? {} : hook.received.length % 3 === 0 ? 'never' : { status: hook.received.length % 3 === 1 ? 200 : 503 },
    );
    const args = ['--import', loader, '--conditions', 'splitsight-source', program, path('test.db'), hook.url, '60'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    later(() => child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    await waitFor(() => hook.received.length >= 6, { timeout: 60_000 });
    child.kill('SIGKILL');
    await once(child, 'exit');
    isDown = false;
    const before = hook.received.length;

    const { view } = open();
    await waitFor(async () => (await view(1)).queued === 0, { timeout: 60_000 });
    const told = hook.received.map(({ headers, body }) => ({
      key: headers['idempotency-key'],
      alert: JSON.parse(String(body)).data.alerts[0].first.id,
    }));
    const alerts = new Set(told.map(({ alert }) => alert));
    expect(alerts).toEqual(new Set(Array.from({ length: 60 }, (_, n) => `a${n}`)));
    expect(new Set(told.map(({ key }) => key)).size).toBe(60);
    expect(told.length).toBeGreaterThan(before);
  });
});
