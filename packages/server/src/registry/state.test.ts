import { isCodedError } from '@splitsight/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Change,
  type Move,
  promote,
  type Retirement,
  requireForgettable,
  retire,
  rollBack,
  shadow,
} from './moves.ts';
import { everySite, type HeadRecord, type HeadVersion, roleAt, sitesOf, versionAt, versionState } from './state.ts';

const version = (name: string): HeadVersion => ({
  ...{ head: 'fire', version: name, sha256: name, manifest: '{}', source: 'training' },
  ...{ addedAt: 0, addedBy: 'ann', why: 'a test' },
});
const fresh: HeadRecord = { head: 'fire', versions: ['1', '2', '3'].map(version), roles: [], events: [] };

let now = 0;
const move = (changes: Partial<Move> = {}): Move => ({
  site: everySite,
  by: 'ann',
  why: 'a test',
  now: ++now,
  ...changes,
});
const retirement = (changes: Partial<Retirement> = {}): Retirement => ({
  ...{ by: 'ann', why: 'a test', now: ++now, force: false },
  ...changes,
});
const after = (record: HeadRecord, { roles, events }: Change): HeadRecord => ({
  ...record,
  roles,
  events: [...record.events, ...events.map((event, index) => ({ ...event, id: record.events.length + index }))],
});
const promoted = (record: HeadRecord, name: string, changes?: Partial<Move>) =>
  after(record, promote(record, name, move(changes)));
const rolledBack = (record: HeadRecord, changes?: Partial<Move>) => after(record, rollBack(record, move(changes)));
const shadowed = (record: HeadRecord, name: string, changes?: Partial<Move>) =>
  after(record, shadow(record, name, move(changes)));
const retired = (record: HeadRecord, name: string, changes?: Partial<Retirement>) =>
  after(record, retire(record, name, retirement(changes)));
const live = (record: HeadRecord, site: string = everySite) => versionAt(record.roles, 'live', site);
const states = (record: HeadRecord) => record.versions.map(({ version: name }) => versionState(record, name));

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (isCodedError(error)) return error.code;
    throw error;
  }
  return 'none';
}

describe('versions of a head', () => {
  it('are drafts, in the shadow, live and retired', () => {
    let record = promoted(fresh, '1');
    record = shadowed(record, '2');
    expect(states(record)).toEqual(['live', 'shadow', 'draft']);
    record = promoted(record, '2');
    expect(states(record)).toEqual(['retired', 'live', 'draft']);
    expect(versionAt(record.roles, 'shadow', everySite)).toBeNull();
    record = retired(record, '3');
    expect(states(record)).toEqual(['retired', 'live', 'retired']);
    expect(record.events.map(({ kind, version: of, before, by }) => [kind, of, before, by])).toEqual([
      ['live', '1', null, 'ann'],
      ['shadow', '2', null, 'ann'],
      ['live', '2', '1', 'ann'],
      ['retired', '3', null, 'ann'],
    ]);
  });

  it('that are retired may go live again, or into the shadow', () => {
    const record = promoted(promoted(fresh, '1'), '2');
    expect(states(promoted(record, '1'))).toEqual(['live', 'retired', 'draft']);
    expect(states(shadowed(record, '1'))).toEqual(['shadow', 'live', 'draft']);
  });

  it('replace one another in the shadow', () => {
    const record = shadowed(shadowed(promoted(fresh, '1'), '2'), '3');
    expect(states(record)).toEqual(['live', 'draft', 'shadow']);
  });

  it('roll back as often as there was something before', () => {
    let record = promoted(promoted(promoted(fresh, '1'), '2'), '3');
    record = rolledBack(record);
    expect(live(record)).toBe('2');
    record = rolledBack(record);
    expect(live(record)).toBe('1');
    expect(codeOf(() => rollBack(record, move()))).toBe('REGISTRY_NO_EARLIER');
    record = rolledBack(promoted(record, '3'));
    expect(live(record)).toBe('1');
  });

  it('roll back past versions that were forgotten', () => {
    const record = promoted(promoted(promoted(fresh, '1'), '2'), '3');
    const without = { ...record, versions: record.versions.filter(({ version: name }) => name !== '2') };
    expect(live(rolledBack(without))).toBe('1');
  });

  it('are switched off by force only, and come back by rolling back', () => {
    const record = promoted(promoted(fresh, '1'), '2');
    expect(codeOf(() => retire(record, '2', retirement()))).toBe('REGISTRY_LAST');
    const off = retired(record, '2', { force: true });
    expect(live(off)).toBeNull();
    expect(states(off)).toEqual(['retired', 'retired', 'draft']);
    expect(live(rolledBack(off))).toBe('2');
  });

  it('are forgotten unless they are at work or ever were live', () => {
    const record = shadowed(promoted(promoted(fresh, '1'), '2'), '3');
    expect(['1', '2', '3', '4'].map((name) => codeOf(() => requireForgettable(record, name)))).toEqual([
      ...['REGISTRY_STATE', 'REGISTRY_STATE', 'REGISTRY_STATE', 'REGISTRY_UNKNOWN'],
    ]);
    expect(codeOf(() => requireForgettable(retired(record, '3'), '3'))).toBe('none');
  });

  it.each<[string, (record: HeadRecord) => unknown, string]>([
    ['promote what is unknown', (record) => promote(record, '9', move()), 'REGISTRY_UNKNOWN'],
    ['promote what is live', (record) => promote(record, '1', move()), 'REGISTRY_STATE'],
    ['shadow what is live', (record) => shadow(record, '1', move()), 'REGISTRY_STATE'],
    ['shadow what is in the shadow', (record) => shadow(record, '2', move()), 'REGISTRY_STATE'],
    ['retire what has no part there', (record) => retire(record, '3', retirement({ site: 'yard' })), 'REGISTRY_STATE'],
    [
      'promote over what somebody else promoted',
      (record) => promote(record, '3', move({ expectLive: '2' })),
      'REGISTRY_CHANGED',
    ],
    [
      'roll back what somebody else rolled back',
      (record) => rollBack(record, move({ expectLive: null })),
      'REGISTRY_CHANGED',
    ],
  ])('do not let one %s', (_, action, code) => {
    expect(codeOf(() => action(shadowed(promoted(fresh, '1'), '2')))).toBe(code);
  });
});

describe('a site', () => {
  it('follows the others until it has a version of its own, and when that is theirs again', () => {
    let record = promoted(promoted(fresh, '1'), '2', { site: 'yard' });
    expect([live(record), live(record, 'yard'), live(record, 'gate')]).toEqual(['1', '2', '1']);
    expect(sitesOf(record.roles, 'live', '2')).toEqual(['yard']);
    record = promoted(record, '3');
    expect([live(record), live(record, 'yard')]).toEqual(['3', '2']);
    record = promoted(record, '2');
    expect(record.roles).toHaveLength(1);
    expect(roleAt(record.roles, 'live', 'yard')?.site).toBe(everySite);
  });

  it('rolls back by itself', () => {
    const record = promoted(promoted(fresh, '1'), '2', { site: 'yard' });
    const back = rolledBack(record, { site: 'yard' });
    expect([live(back), live(back, 'yard')]).toEqual(['1', '1']);
    expect(codeOf(() => rollBack(back, move({ site: 'yard' })))).toBe('REGISTRY_NO_EARLIER');
  });

  it('follows the others when its own version is retired, and is switched off by force', () => {
    const record = promoted(promoted(fresh, '1'), '2', { site: 'yard' });
    const following = retired(record, '2', { site: 'yard' });
    expect(live(following, 'yard')).toBe('1');
    expect(codeOf(() => retire(following, '1', retirement({ site: 'yard' })))).toBe('REGISTRY_LAST');
    const off = retired(following, '1', { site: 'yard', force: true });
    expect([live(off), live(off, 'yard')]).toEqual(['1', null]);
    expect(live(rolledBack(off, { site: 'yard' }), 'yard')).toBe('1');
  });
});

describe('any moves', () => {
  const site = fc.constantFrom(everySite, 'yard', 'gate');
  const name = fc.constantFrom('1', '2', '3');
  const step = fc.oneof(
    fc.record({ kind: fc.constantFrom('promote', 'shadow', 'roll back'), site, name }),
    fc.record({ kind: fc.constant('retire'), site, name, force: fc.boolean(), all: fc.boolean() }),
  );

  it('leave at most one version live and one in the shadow a site, never the same, and an event each', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let record = fresh;
        for (const one of steps) {
          try {
            if (one.kind === 'promote') record = promoted(record, one.name, { site: one.site });
            else if (one.kind === 'shadow') record = shadowed(record, one.name, { site: one.site });
            else if (one.kind === 'roll back') record = rolledBack(record, { site: one.site });
            else if ('force' in one) {
              record = retired(record, one.name, { force: one.force, ...(!one.all && { site: one.site }) });
            }
          } catch (error) {
            if (!isCodedError(error)) throw error;
          }
          const keys = record.roles.map((role) => `${role.role} ${role.site}`);
          expect(new Set(keys).size).toBe(keys.length);
          for (const role of record.roles) {
            if (role.role === 'shadow') expect(role.version).not.toBe(live(record, role.site));
          }
        }
        const moves = record.events.filter(({ kind }) => kind === 'live' || kind === 'rollback');
        for (const row of record.roles.filter(({ role, version: of }) => role === 'live' && of !== null)) {
          expect(moves.some((event) => event.version === row.version && event.site === row.site)).toBe(true);
        }
      }),
    );
  });
});
