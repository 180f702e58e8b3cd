import { waitFor } from '@splitsight/testkit';
import type { Alert, CameraId, SiteId } from '@splitsight/wire';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { alert, arrival, useStoreBench } from '../testing/store-bench.ts';
import { decodeRegions } from './region-blob.ts';

const { open, path, read } = useStoreBench();

describe('the store', () => {
  it('keeps vectors with all that is needed to score them again', () => {
    const { store } = open();
    store.addVectors(arrival(7));
    store.close();
    const [row] = read('SELECT * FROM vectors JOIN cameras ON cameras.id = camera_id JOIN kinds ON kinds.id = kind_id');
    expect(row).toMatchObject({
      ...{
        site: 'yard',
        camera: 'gate',
        boot_id: '00aa',
        sequence: 7,
        captured_at: 1007,
        received_at: 2007,
        timing: 1,
      },
      ...{ fingerprint: '0011223344556677', codec: 'u8', vector_bytes: 8 },
    });
    const { regions } = row as { regions: Uint8Array };
    expect(decodeRegions(new Uint8Array(regions), 8)).toEqual(arrival(7).message.regions);
  });

  it('writes soon, in few commits, without being asked', async () => {
    const { store, rows } = open();
    for (let sequence = 0; sequence < 2500; sequence++) store.addVectors(arrival(sequence));
    expect(store.waiting()).toBe(2500);
    await waitFor(() => rows() === 2500);
    expect(store.waiting()).toBe(0);
  });

  it('keeps a message once, also across restarts', () => {
    const first = open();
    first.store.addVectors(arrival(1));
    first.store.close();
    const second = open();
    second.store.addVectors(arrival(1));
    second.store.addVectors(arrival(2));
    second.store.close();
    expect(second.dropped.totals()).toEqual({ duplicate: 1 });
    expect(read('SELECT sequence FROM vectors')).toEqual([{ sequence: 1 }, { sequence: 2 }]);
  });

  it('has no room when as many acknowledgements wait as rows may, also of messages that it does not keep', () => {
    const { store } = open();
    store.addVectors(arrival(1));
    let waiting = 0;
    for (; store.hasRoom() && waiting < 100_000; waiting++) store.settle(() => {});
    expect([waiting, store.keeps()]).toEqual([32_768, true]);
  });

  it('has room for what it does not keep while it may not be written', async () => {
    let may = false;
    const { store } = open({ maxRows: 10, mayKeep: () => may });
    for (let sequence = 0; store.keeps(); sequence++) store.addVectors(arrival(sequence));
    expect([store.waiting(), store.hasRoom(), store.keepsUp()]).toEqual([10, true, false]);
    may = true;
    await waitFor(() => store.keepsUp());
    expect([store.keeps(), store.waiting()]).toEqual([true, 0]);
  });

  it.each([
    ['what is committed, where power cuts may cost something', false, 100],
    ['only what the disk has, where they must not', true, 0],
  ])('settles %s', async (_what, powerSafe, settledAtCommit) => {
    const settled: number[] = [];
    const atCommit: number[] = [];
    // A commit ends before this runs, and the disk has not answered then.
    const onCommit = () => queueMicrotask(() => void atCommit.push(settled.length));
    const { store } = open({ powerSafe, onCommit });
    for (let sequence = 0; sequence < 100; sequence++) {
      store.addVectors(arrival(sequence));
      store.settle(() => settled.push(sequence));
    }
    await waitFor(() => settled.length === 100);
    expect(atCommit).toEqual([settledAtCommit]);
    store.settle(() => settled.push(100));
    expect(settled).toEqual(Array.from({ length: 101 }, (_, sequence) => sequence));
    store.close();
    expect(read('SELECT COUNT(*) AS n FROM vectors')).toEqual([{ n: 100 }]);
  });

  it('keeps decisions', () => {
    const { store } = open();
    store.addDecision({ arrival: arrival(1), head: 'fire', headVersion: '3', score: 0.25 });
    store.close();
    expect(read('SELECT name, version, captured_at, score FROM decisions JOIN heads ON heads.id = head_id')).toEqual([
      { name: 'fire', version: '3', captured_at: 1001, score: 0.25 },
    ]);
  });

  it('gives alerts newest first, of a site, camera or head, from before a moment, written or not', async () => {
    const { store } = open();
    store.putAlert(alert('a', 100));
    store.putAlert(alert('b', 200, { head: 'smoke' as Alert['head'] }));
    await waitFor(() => store.waiting() === 0);
    store.putAlert(alert('c', 300, { state: 'active', ended_at: null }));
    const ids = (query: object) => store.alerts({ limit: 10, ...query }).map(({ id }) => id);
    expect(ids({})).toEqual(['c', 'b', 'a']);
    expect(ids({ limit: 2 })).toEqual(['c', 'b']);
    expect(ids({ before: 300 })).toEqual(['b', 'a']);
    expect(ids({ head: 'smoke' })).toEqual(['b']);
    expect(ids({ camera: 'door' })).toEqual([]);
  });

  it('remembers active alerts, cameras and nodes across a restart, and the newest version of each', () => {
    const first = open().store;
    first.putAlert(alert('a', 100, { state: 'active', ended_at: null }));
    first.putAlert(alert('b', 200, { state: 'active', ended_at: null }));
    first.putAlert(alert('b', 200));
    const camera = {
      site: 'yard' as SiteId,
      camera: 'gate' as CameraId,
      name: 'Gate',
      node: null,
      state: 'online',
    } as const;
    first.putCamera({ ...camera, since: 1, reason: null, last_seen_at: 5 });
    first.close();
    const second = open().store;
    expect(second.activeAlerts().map(({ id }) => id)).toEqual(['a']);
    expect(second.cameras(10)).toMatchObject([{ name: 'Gate', last_seen_at: 5 }]);
    expect(second.nodes(10)).toEqual([]);
  });

  it('says when vectors are in the database', async () => {
    const { store } = open();
    const settled: string[] = [];
    store.settle(() => settled.push('nothing waits'));
    expect(settled).toEqual(['nothing waits']);
    const reader = new Database(path(), { readonly: true });
    const stored = reader.prepare('SELECT COUNT(*) FROM vectors').pluck();
    store.addVectors(arrival(1));
    store.settle(() => settled.push(`stored: ${stored.get()}`));
    store.addVectors(arrival(1));
    store.settle(() => settled.push(`a repeat: ${stored.get()}`));
    await waitFor(() => settled.length === 3);
    expect(settled.slice(1)).toEqual(['stored: 1', 'a repeat: 1']);
    reader.close();
  });

  it('says when it has no room for vectors, and drops and counts what is made of them', async () => {
    const { store, dropped } = open();
    for (let sequence = 0; sequence < 32_767; sequence++) store.addVectors(arrival(sequence, 1));
    expect(store.hasRoom()).toBe(true);
    store.addVectors(arrival(32_767, 1));
    expect(store.hasRoom()).toBe(false);
    const decision = { arrival: arrival(1), head: 'fire', headVersion: '3', score: 0.25 };
    for (let one = 0; one < 33_000; one++) store.addDecision(decision);
    expect(dropped.totals()).toEqual({ queue_full: 33_000 - 32_768 });
    await waitFor(() => store.hasRoom());
  });

  it('is not held up by a decision that no database takes', async () => {
    const { store, dropped } = open();
    store.addDecision({ arrival: arrival(1), head: 'fire', headVersion: '3', score: Number.NaN });
    store.addVectors(arrival(1));
    await waitFor(() => store.waiting() === 0);
    expect([dropped.totals(), store.trouble()]).toEqual([{ failed: 1 }, null]);
  });

  it('is closed any number of times, and counts what comes afterwards', () => {
    const { store, dropped } = open();
    store.close();
    store.close();
    store.addDecision({ arrival: arrival(1), head: 'fire', headVersion: '3', score: 0.25 });
    expect(dropped.totals()).toEqual({ queue_full: 1 });
  });
});
