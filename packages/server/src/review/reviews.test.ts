import { createManualClock } from '@splitsight/testkit';
import { type Alert, alertSchema, type Review, type ReviewAction } from '@splitsight/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createVerdicts } from '../datasets/verdicts.ts';
import { createAudit } from '../people/audit.ts';
import { localAdmin, type Principal } from '../people/principal.ts';
import { type OwnedDatabase, openDatabase } from '../store/database.ts';
import { type ReviewFilter, type ReviewPlace, reviewWindow } from '../store/reviews.ts';
import { createRowWriter } from '../store/rows.ts';
import { type Folder, makeFolder } from '../testing/run-server.ts';
import { createReviews, nextReview, type Reviews } from './reviews.ts';

const noon = Date.UTC(2026, 0, 5, 12);
const clock = createManualClock(noon);
let folder: Folder;
let database: OwnedDatabase;
let reviews: Reviews;
let told: Review[];
let audited: () => string[];

beforeEach(() => {
  folder = makeFolder();
  const path = `${folder.path}/test.db`;
  database = openDatabase(path);
  const { connection } = database;
  const audit = createAudit(connection, clock);
  told = [];
  audited = () => audit.list({ limit: 100 }).map(({ by, action, subject }) => `${by} ${action} ${subject}`);
  const recentAlert = () => undefined;
  const verdicts = createVerdicts({ connection, path, clock, audit, recentAlert });
  const onChange = (review: Review) => void told.push(review);
  reviews = createReviews({ connection, path, clock, audit, verdicts, recentAlert, onChange });
});

afterEach(() => {
  database.close();
  folder.remove();
});

/** Writes alerts a second apart, the newest last: `a0`, `a1`, … */
function write(count: number, change: (i: number) => object = () => ({})): void {
  const writer = createRowWriter(database.connection);
  database.connection.transaction(() => {
    for (let i = 0; i < count; i++) writer.alert(alertOf(i, change(i)));
  })();
}

function alertOf(i: number, change: object): Alert {
  const at = noon - 1_000_000_000 + 1000 * i;
  return alertSchema.parse({
    ...{ id: `a${i}`, site: 'yard', camera: 'gate', head: 'fire', zone: null, severity: 'alert', state: 'ended' },
    ...{ started_at: at, captured_at: at, raised_at: at, ended_at: at + 1, score: 0.9, peak: 0.9, box: null },
    ...{ head_version: '1', fingerprint: '0011223344556677', codec: 'u8', ...change },
  });
}

const ids = (filter: ReviewFilter, limit = 100, who: Principal = localAdmin) =>
  reviews.page(filter, undefined, limit, who).items.map(({ alert }) => alert.id);
const act = (alerts: readonly string[], action: ReviewAction, who: Principal = localAdmin) =>
  reviews.act(alerts, action, who);
const refused = (code: string) => expect.objectContaining({ code });
const gateOnly: Principal = { ...localAdmin, name: 'gil', sees: (_, camera) => camera === 'gate' };

describe('reviews', () => {
  it('are there for alerts that nobody has touched', () => {
    write(1);
    expect(reviews.get('a0', localAdmin).review).toEqual({
      ...{ alert_id: 'a0', site: 'yard', camera: 'gate' },
      ...{ acknowledged: null, assignee: null, notes: [], verdict: null },
    });
    expect(reviews.summary(localAdmin)).toEqual([{ site: 'yard', open: 1, total: 1 }]);
  });

  it('come in pages that hold every alert once, however few pass the filter', () => {
    const count = 2 * reviewWindow + 500;
    write(count, (i) => ({ severity: i % 1000 === 7 ? 'detection' : 'alert' }));
    const seen: string[] = [];
    let from: ReviewPlace | undefined;
    do {
      const { items, next } = reviews.page({ severity: 'detection' }, from, 3, localAdmin);
      seen.push(...items.map(({ alert }) => alert.id));
      expect(items.length).toBeLessThanOrEqual(3);
      from = next ?? undefined;
    } while (from);
    const expected = Array.from({ length: count }, (_, i) => i).filter((i) => i % 1000 === 7);
    expect(seen).toEqual(expected.toReversed().map((i) => `a${i}`));
  });

  it('keep alerts of one moment apart by their ids', () => {
    write(5, () => ({ raised_at: noon }));
    const first = reviews.page({}, undefined, 2, localAdmin);
    const second = reviews.page({}, first.next ?? undefined, 9, localAdmin);
    expect([...first.items, ...second.items].map(({ alert }) => alert.id)).toEqual(['a4', 'a3', 'a2', 'a1', 'a0']);
    expect(second.next).toBeNull();
  });

  it('are found by site, camera, head, time, state, severity, verdict, assignee and whether they are acknowledged', () => {
    write(4, (i) => ({
      site: `s${i % 2}`,
      camera: `c${i}`,
      head: i < 2 ? 'fire' : 'person',
      state: i ? 'ended' : 'active',
    }));
    act(['a1'], { kind: 'judge', verdict: 'false', label: 'lamp' });
    act(['a2'], { kind: 'assign', to: 'ben' });
    expect(ids({ site: ['s1'] })).toEqual(['a3', 'a1']);
    expect(ids({ camera: ['c0', 'c3'] })).toEqual(['a3', 'a0']);
    expect(ids({ head: ['person'] })).toEqual(['a3', 'a2']);
    expect(ids({ since: alertOf(1, {}).raised_at, until: alertOf(3, {}).raised_at })).toEqual(['a2', 'a1']);
    expect(ids({ state: 'active' })).toEqual(['a0']);
    expect(ids({ severity: 'detection' })).toEqual([]);
    expect(ids({ verdict: 'false' })).toEqual(['a1']);
    expect(ids({ verdict: 'none' })).toEqual(['a3', 'a2', 'a0']);
    expect(ids({ acknowledged: 'yes' })).toEqual(['a1']);
    expect(ids({ acknowledged: 'no', assignee: 'ben' })).toEqual(['a2']);
  });

  it('are acted on in bulk, with an entry in the audit for each, and everybody is told', () => {
    write(3);
    const { reviews: done, missing } = act(['a0', 'a2', 'gone', 'a2'], { kind: 'acknowledge' });
    expect(done.map(({ alert_id, acknowledged }) => [alert_id, acknowledged])).toEqual([
      ['a0', { by: 'local', at: noon }],
      ['a2', { by: 'local', at: noon }],
    ]);
    expect(missing).toEqual(['gone']);
    expect(told).toEqual(done);
    expect(audited()).toEqual(['local alert.acknowledge a2', 'local alert.acknowledge a0']);
    expect(reviews.summary(localAdmin)).toEqual([{ site: 'yard', open: 1, total: 3 }]);
    act(['a0'], { kind: 'reopen' });
    expect(reviews.summary(localAdmin)).toEqual([{ site: 'yard', open: 2, total: 3 }]);
  });

  it('say nothing new when nothing changes', () => {
    write(1);
    act(['a0'], { kind: 'acknowledge' });
    act(['a0'], { kind: 'acknowledge' }, { ...localAdmin, name: 'ben' });
    expect(reviews.get('a0', localAdmin).review.acknowledged?.by).toBe('local');
    expect(audited()).toHaveLength(1);
  });

  it('keep notes in order, and no more than fifty', () => {
    write(1);
    for (let i = 0; i < 50; i++) act(['a0'], { kind: 'note', text: `<b>${i}</b>` });
    expect(reviews.get('a0', localAdmin).review.notes.map(({ text }) => text)).toEqual(
      Array.from({ length: 50 }, (_, i) => `<b>${i}</b>`),
    );
    expect(() => act(['a0'], { kind: 'note', text: 'one more' })).toThrow(refused('REVIEW_NOTES'));
  });

  it('take all alerts or none', () => {
    write(2);
    for (let i = 0; i < 50; i++) act(['a1'], { kind: 'note', text: 'full' });
    expect(() => act(['a0', 'a1'], { kind: 'note', text: 'both' })).toThrow(refused('REVIEW_NOTES'));
    expect(reviews.get('a0', localAdmin).review.notes).toEqual([]);
  });

  it('show whoever may see one camera no other', () => {
    write(4, (i) => ({ camera: i % 2 ? 'gate' : 'vault' }));
    expect(ids({}, 100, gateOnly)).toEqual(['a3', 'a1']);
    expect(ids({}, 1, gateOnly)).toEqual(['a3']);
    expect(() => reviews.get('a0', gateOnly)).toThrow(refused('ALERT_UNKNOWN'));
    expect(act(['a0', 'a1'], { kind: 'acknowledge' }, gateOnly).missing).toEqual(['a0']);
    expect(reviews.summary(gateOnly)).toEqual([{ site: 'yard', open: 1, total: 2 }]);
  });

  it('are acknowledged by a verdict, which may change', () => {
    const review = nextReview(untouchedReview, { kind: 'judge', verdict: 'unsure', label: null }, { by: 'ann', at: 1 });
    expect(review.acknowledged).toEqual({ by: 'ann', at: 1 });
    const later = nextReview(review, { kind: 'judge', verdict: 'true', label: 'fire' }, { by: 'ben', at: 2 });
    expect(later).toMatchObject({
      acknowledged: { by: 'ann' },
      verdict: { verdict: 'true', label: 'fire', by: 'ben' },
    });
  });
});

const untouchedReview: Review = {
  ...{ alert_id: 'a', site: alertOf(0, {}).site, camera: alertOf(0, {}).camera },
  ...{ acknowledged: null, assignee: null, notes: [], verdict: null },
};
