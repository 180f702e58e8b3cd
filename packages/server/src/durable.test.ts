import { waitFor } from '@splitsight/testkit';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { featuresTopic } from './testing/frames.ts';
import { metric } from './testing/observe.ts';
import type { RunningServer } from './testing/run-server.ts';
import { useWorkbench } from './testing/workbench.ts';

const { start, connect, frame, subscribe } = useWorkbench();

function storedIn(server: RunningServer): number {
  const database = new Database(server.config.store.path, { readonly: true });
  const count = database.prepare('SELECT COUNT(*) FROM vectors').pluck().get();
  database.close();
  return Number(count);
}

describe('a full disk', () => {
  it('stops no alert; nothing more is acknowledged, and what is sent again when there is room is stored once', async () => {
    const full = await start({}, { maxStorePages: 260 });
    const frames: Buffer[] = [];
    const open = new Set<Buffer>();
    const agent = await connect(full.mqtt);
    const publish = (payload: Buffer) => {
      open.add(payload);
      agent.publish(featuresTopic, payload, { qos: 1 }, (error) => void (error ?? open.delete(payload)));
    };
    const ready = () => fetch(`${full.http}/readyz`);
    await waitFor(async () => {
      for (let one = 0; one < 50; one++) frames.push(frame({ red: 0 }));
      frames.slice(-50).forEach(publish);
      return !(await ready()).ok;
    });
    expect(await (await ready()).json()).toMatchObject({
      checks: { store: { ok: false, reason: expect.stringContaining('STORE_FULL') } },
    });
    const waiting = open.size;
    expect(waiting).toBeGreaterThan(0);
    expect(storedIn(full)).toBe(frames.length - waiting);
    expect(await metric(full, 'splitsight_store_rows_dropped_total{reason="failed"}')).toBe(0);
    const desk = await subscribe(full, 'splitsight/v1/yard/alerts');
    frames.push(frame({ red: 255 }));
    frames.slice(-1).forEach(publish);
    await waitFor(() => desk.length > 0);
    expect(open.size).toBe(waiting + 1);
    await full.stop();

    const roomy = await start();
    const again = await connect(roomy.mqtt);
    await Promise.all([...open].map((payload) => again.publishAsync(featuresTopic, payload, { qos: 1 })));
    expect(storedIn(roomy)).toBe(frames.length);
  });
});
