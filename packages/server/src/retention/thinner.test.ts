import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createThinner, type ThinRow } from './thinner.ts';

const rowArbitrary = fc.record({
  key: fc.constantFrom('a', 'b'),
  after: fc.nat(5000),
  weight: fc.nat(3),
  isHeld: fc.boolean(),
});

function rowsOf(made: readonly { key: string; after: number; weight: number; isHeld: boolean }[]): ThinRow[] {
  let at = 0;
  return made.map(({ after, ...row }, id) => {
    at += after;
    return { ...row, id, at };
  });
}

/** What is left after passing the rows in pieces of a size. */
function left(rows: readonly ThinRow[], every: number, piece: number): readonly ThinRow[] {
  const thinner = createThinner(every);
  const gone = new Set<number>();
  for (let i = 0; i < rows.length; i += piece) for (const id of thinner.pass(rows.slice(i, i + piece))) gone.add(id);
  return rows.filter(({ id }) => !gone.has(id));
}

describe('thinning', () => {
  it('keeps the first row of equal ones, and the highest, of each key and while', () => {
    const row = (id: number, at: number, weight: number, key = 'a'): ThinRow => ({
      id,
      key,
      at,
      weight,
      isHeld: false,
    });
    const rows = [row(0, 0, 1), row(1, 10, 1), row(2, 20, 3), row(3, 20, 0, 'b'), row(4, 99, 2), row(5, 100, 0)];
    expect(left(rows, 100, 6).map(({ id }) => id)).toEqual([2, 3, 5]);
  });

  it('keeps one of each key and while and all that is held, in whatever pieces the rows come', () => {
    fc.assert(
      fc.property(fc.array(rowArbitrary, { maxLength: 60 }), fc.integer({ min: 1, max: 60 }), (made, piece) => {
        const rows = rowsOf(made);
        const kept = left(rows, 1000, piece);
        const slots = new Map<string, number>();
        for (const { key, at, weight, isHeld } of rows) {
          const slot = `${key} ${Math.floor(at / 1000)}`;
          if (!isHeld) slots.set(slot, Math.max(slots.get(slot) ?? 0, weight));
        }
        const free = kept.filter(({ isHeld }) => !isHeld);
        expect(new Map(free.map(({ key, at, weight }) => [`${key} ${Math.floor(at / 1000)}`, weight]))).toEqual(slots);
        expect(free.length).toBe(slots.size);
        expect(kept.filter(({ isHeld }) => isHeld)).toEqual(rows.filter(({ isHeld }) => isHeld));
      }),
    );
  });
});
