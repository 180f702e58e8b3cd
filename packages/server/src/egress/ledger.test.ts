import { join } from 'node:path';
import { type CameraId, createTopics, type NodeId, type SiteId } from '@splitsight/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OwnedDatabase, openDatabase } from '../store/database.ts';
import { createEgressTable } from '../store/egress.ts';
import { type Folder, makeFolder } from '../testing/run-server.ts';
import { createEgressLedger } from './ledger.ts';

const topics = createTopics();
const site = 'yard' as SiteId;
const node = 'pi' as NodeId;
const noon = Date.UTC(2026, 10, 22, 12);
const day = 86_400_000;
const topicOf = (leaf: 'features' | 'snapshot' | 'status', of = site) =>
  topics.format({ kind: 'camera', site: of, camera: 'gate' as CameraId, leaf });

let folder: Folder;
let database: OwnedDatabase;
let now: number;
let failures: unknown[];

beforeEach(() => {
  folder = makeFolder();
  database = openDatabase(join(folder.path, 'test.db'));
  now = noon;
  failures = [];
});
afterEach(() => {
  database.close();
  folder.remove();
});

const openLedger = (table = createEgressTable(database.connection)) =>
  createEgressLedger({ topics, clock: { now: () => now }, table, onFailure: (error) => failures.push(error) });
const rows = (ledger = openLedger()) => ledger.list('2026-01-01', '2027-01-01', undefined);

describe('the egress ledger', () => {
  it('counts what came in by site, day and kind, topics and all, to the byte', () => {
    const ledger = openLedger();
    for (const bytes of [300, 200]) ledger.count(topicOf('features'), bytes);
    ledger.count(topicOf('snapshot'), 25_000);
    ledger.count(topicOf('snapshot'), 22);
    ledger.count(topicOf('status', 'other' as SiteId), 60);
    ledger.notified(site, 25_000);
    now += day;
    ledger.count(topicOf('features'), 100);
    ledger.flush();
    const length = topicOf('features').length;
    expect(rows()).toMatchObject([
      { site: 'other', day: '2026-11-22', kind: 'health', messages: 1 },
      { site: 'yard', day: '2026-11-22', kind: 'features', messages: 2, bytes: 500 + 2 * length },
      { site: 'yard', day: '2026-11-22', kind: 'health', messages: 1, bytes: 22 + topicOf('snapshot').length },
      { site: 'yard', day: '2026-11-22', kind: 'notified', messages: 1, bytes: 25_000, told_bytes: 0 },
      { site: 'yard', day: '2026-11-22', kind: 'pictures', messages: 1, bytes: 25_000 + topicOf('snapshot').length },
      { site: 'yard', day: '2026-11-23', kind: 'features', messages: 1, bytes: 100 + length },
    ]);
  });

  it('adds what agents say that they sent, once, whoever of the two was started again', () => {
    const sent = (messages: number, bytes: number) => ({ features: { messages, bytes } });
    const ledger = openLedger();
    ledger.tell(site, node, sent(10, 1000));
    ledger.tell(site, node, sent(10, 1000));
    ledger.tell(site, node, sent(15, 1500));
    ledger.flush();
    const next = openLedger();
    next.tell(site, node, sent(20, 2000));
    // The agent was started again: its totals began anew.
    next.tell(site, node, sent(2, 200));
    next.flush();
    expect(rows()).toMatchObject([{ messages: 0, bytes: 0, told_messages: 22, told_bytes: 2200 }]);
  });

  it('keeps counting while it cannot write, and writes everything later', () => {
    const table = createEgressTable(database.connection);
    let isFull = true;
    const ledger = openLedger({
      ...table,
      add(entries, told) {
        if (isFull) throw new Error('full');
        table.add(entries, told);
      },
    });
    ledger.count(topicOf('features'), 1);
    ledger.flush();
    ledger.count(topicOf('features'), 1);
    ledger.flush();
    expect(failures).toHaveLength(2);
    isFull = false;
    ledger.flush();
    ledger.flush();
    expect(rows()).toMatchObject([{ messages: 2 }]);
  });

  it('forgets nothing by itself: retention deletes old days, as the configuration says', () => {
    const ledger = openLedger();
    ledger.count(topicOf('features'), 1);
    ledger.flush();
    now += 402 * day;
    ledger.count(topicOf('features'), 1);
    ledger.flush();
    expect(ledger.list('2000-01-01', '2100-01-01', undefined).map((row) => row.day)).toEqual([
      '2026-11-22',
      '2027-12-29',
    ]);
  });
});
