import type { CameraId, SiteId } from '@splitsight/wire';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cameraRef } from '../flow.ts';
import type { Account } from '../store/accounts.ts';
import { createAccountTable } from '../store/accounts.ts';
import { openDatabase } from '../store/database.ts';
import { makeFolder } from '../testing/run-server.ts';
import { createAccounts, type Outcome } from './accounts.ts';

const day = 86_400_000;
const heads = ['1', '2'].map((version) => ({ name: 'fire', version }));

it('every frame is in the books once, whenever they are written, over days and failures', () => {
  const step = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        camera: fc.constantFrom('gate', 'dock'),
        head: fc.constantFrom(0, 1),
        role: fc.constantFrom<Account['role']>('live', 'shadow'),
        outcome: fc.constantFrom<Outcome>('stored', 'thinned', 'silent'),
        at: fc.integer({ min: 0, max: 3 * day }),
      }),
    },
    fc.constantFrom('write' as const, 'fail' as const),
  );
  const folder = makeFolder();
  try {
    let run = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { connection, close } = openDatabase(`${folder.path}/${run++}.db`);
        const table = createAccountTable(connection);
        let fails = false;
        const failures: unknown[] = [];
        const accounts = createAccounts(
          {
            add(rows) {
              if (fails) throw new Error('disk full');
              table.add(rows);
            },
          },
          (error) => failures.push(error),
        );
        const expected = { stored: 0, thinned: 0, silent: 0 };
        for (const one of steps) {
          if (typeof one === 'string') {
            fails = one === 'fail';
            accounts.flush();
            continue;
          }
          const from = cameraRef('yard' as SiteId, one.camera as CameraId);
          accounts.frame(from, heads[one.head] ?? { name: '', version: '' }, one.role, one.outcome, one.at);
          expected[one.outcome]++;
        }
        fails = false;
        accounts.flush();
        accounts.flush();
        const rows = table.list({ limit: 1000 });
        const sum = (key: 'scored' | Outcome) => rows.reduce((total, row) => total + row[key], 0);
        expect({ stored: sum('stored'), thinned: sum('thinned'), silent: sum('silent') }).toEqual(expected);
        expect(sum('scored')).toBe(expected.stored + expected.thinned);
        expect(new Set(rows.map(({ day: of, camera, version, role }) => [of, camera, version, role].join())).size).toBe(
          rows.length,
        );
        close();
      }),
      { numRuns: 30 },
    );
  } finally {
    folder.remove();
  }
});
