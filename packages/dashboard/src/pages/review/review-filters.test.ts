import { reviewsQuerySchema } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { reviewFiltersSchema, reviewQuery } from './review-filters.ts';

const now = Date.UTC(2026, 10, 22, 14, 25);
const query = (filters: object) => reviewQuery(reviewFiltersSchema.parse(filters), now);

describe('the filters of the list', () => {
  it('ask for what is open and of the last week unless told', () => {
    expect(query({})).toEqual({ acknowledged: 'no', since: String(Date.UTC(2026, 10, 15, 14)) });
  });

  it('ask the same question for an hour', () => {
    expect(reviewQuery(reviewFiltersSchema.parse({}), now + 60_000)).toEqual(query({}));
  });

  it('ask for everything', () => {
    expect(query({ show: 'all', range: 'all' })).toEqual({});
  });

  it('are understood by the server', () => {
    const filters = { show: 'done', site: 'yard', camera: 'gate', head: 'fire', severity: 'alert', verdict: 'none' };
    const asked = query({
      ...filters,
      assignee: ' ben ',
      range: 'custom',
      from: '2026-11-01T00:00',
      to: '2026-11-02T00:00',
    });
    expect(reviewsQuerySchema.parse(asked)).toMatchObject({
      ...{ acknowledged: 'yes', site: ['yard'], camera: ['gate'], head: ['fire'], severity: 'alert', verdict: 'none' },
      ...{
        assignee: 'ben',
        since: new Date('2026-11-01T00:00').getTime(),
        until: new Date('2026-11-02T00:00').getTime(),
      },
    });
  });

  it('leave out a moment that is none', () => {
    expect(query({ range: 'custom', from: 'soon', to: '' })).toEqual({ acknowledged: 'no' });
  });
});
