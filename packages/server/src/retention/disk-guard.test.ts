import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchOnce, waitFor } from '@splitsight/testkit';
import { storageAnswerSchema } from '@splitsight/wire';
import { expect, it } from 'vitest';
import { featuresTopic } from '../testing/frames.ts';
import { metric } from '../testing/observe.ts';
import type { RunningServer } from '../testing/run-server.ts';
import { useWorkbench } from '../testing/workbench.ts';

const { start, connect, frame, subscribe, path, later } = useWorkbench();
const megabyte = 1_000_000;

function canMount(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0;
}

/** A disk of 60 MB at a folder of the test. */
function mountDisk(): string {
  const disk = path('disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=60m', 'none', disk]);
  later(() => execFileSync('umount', ['-l', disk]));
  return disk;
}

async function storageOf(server: RunningServer) {
  return storageAnswerSchema.parse(await (await fetchOnce(`${server.http}/api/v1/storage`)).json());
}

it.skipIf(!canMount())(
  'a disk that runs full is told of and refuses politely, and takes everything in again when there is room (skipped where nothing may be mounted)',
  async () => {
    const disk = mountDisk();
    const filler = join(disk, 'filler');
    const server = await start({ store: { path: join(disk, 'test.db'), min_free_mb: 20 } });
    const level = async () => (await storageOf(server)).disk?.level;
    await waitFor(async () => (await level()) === 'roomy');
    const agent = await connect(server.mqtt);
    await agent.publishAsync(featuresTopic, frame({ red: 0 }), { qos: 1 });

    writeFileSync(filler, Buffer.alloc(30 * megabyte));
    await waitFor(async () => (await level()) === 'low');
    await agent.publishAsync(featuresTopic, frame({ red: 0 }), { qos: 1 });

    writeFileSync(filler, Buffer.alloc(54 * megabyte));
    await waitFor(async () => (await level()) === 'full');
    const ready = await fetchOnce(`${server.http}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ checks: { disk: { ok: false }, store: { ok: true } } });
    expect(await metric(server, 'splitsight_disk_level')).toBe(3);
    expect(server.lines.filter(({ message }) => message.startsWith('the disk of the database'))).toMatchObject([
      { level: 'warn' },
      { level: 'error' },
    ]);

    const desk = await subscribe(server, 'splitsight/v1/yard/alerts');
    let isAcknowledged = false;
    agent.publish(featuresTopic, frame({ red: 255 }), { qos: 1 }, (error) => {
      isAcknowledged = !error;
    });
    await waitFor(() => desk.length > 0);
    const post = (url: string, body: object) =>
      fetchOnce(`${server.http}${url}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const large = await post('/api/v1/runs', {});
    expect([large.status, await large.json()]).toMatchObject([507, { error: { code: 'STORE_NO_ROOM' } }]);
    expect((await post('/api/v1/datasets', { name: 'a' })).status).toBe(201);
    expect(isAcknowledged).toBe(false);

    rmSync(filler);
    await waitFor(() => isAcknowledged);
    await waitFor(async () => (await fetchOnce(`${server.http}/readyz`)).ok);
    expect(await metric(server, 'splitsight_disk_level')).toBe(0);
  },
);
