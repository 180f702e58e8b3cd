import { describe, expect, it } from 'vitest';
import { storeSchema } from '../config/store.ts';
import { planKeep, type Standing } from './keep-plan.ts';

const day = 86_400_000;
const now = 1000 * day;
const roomy: Standing = { now, level: 'roomy', missingBytes: 0, bytes: {} };

function plan(config: object, standing: Partial<Standing> = {}) {
  return planKeep(storeSchema.parse(config), { ...roomy, ...standing });
}

describe('what is kept', () => {
  it('is everything for retention_days, whole for a week, unless a kind says otherwise', () => {
    expect(plan({}).vectors).toEqual({ deleteBefore: 970 * day, thinBefore: 993 * day, excess: 0, spare: 999 * day });
    const config = { retention_days: 10, keep: { vectors: { days: 3, whole_days: 1 }, alerts: { days: 100 } } };
    expect(plan(config)).toMatchObject({
      vectors: { deleteBefore: 997 * day, thinBefore: 999 * day },
      decisions: { deleteBefore: 990 * day },
      alerts: { deleteBefore: 900 * day },
    });
  });

  it('is thinned after a day, then deleted, where a kind is too large', () => {
    const { vectors, decisions } = plan(
      { keep: { vectors: { max_mb: 100 } } },
      { bytes: { vectors: 150e6, decisions: 1e6 } },
    );
    expect(vectors).toMatchObject({ thinBefore: 999 * day, spare: now });
    expect(vectors.excess).toBeCloseTo(51e6);
    expect(decisions).toEqual(plan({}).decisions);
  });

  it('is thinned after an hour on a short disk, and what is missing is deleted, but nothing of the last day', () => {
    const { vectors, decisions } = plan(
      {},
      { level: 'short', missingBytes: 100, bytes: { vectors: 3000, decisions: 1000 } },
    );
    expect(vectors).toMatchObject({ thinBefore: now - day / 24, spare: 999 * day });
    expect([vectors.excess, decisions.excess].map(Math.round)).toEqual([77, 26]);
  });

  it('is not deleted for a disk that is only low', () => {
    expect(plan({}, { level: 'low', missingBytes: 100, bytes: { vectors: 3000 } })).toEqual(plan({}));
  });
});
