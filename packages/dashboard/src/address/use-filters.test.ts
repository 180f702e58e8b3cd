import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readFilters, writeFilters } from './use-filters.ts';

const schema = z.object({
  site: z.string().max(10).default(''),
  state: z.enum(['all', 'active']).default('all'),
  page: z.coerce.number().int().default(1),
});

describe('filters in the address', () => {
  it('are what the address says, else their defaults', () => {
    expect(readFilters(schema, '?site=harbour&page=3')).toEqual({ site: 'harbour', state: 'all', page: 3 });
    expect(readFilters(schema, '')).toEqual({ site: '', state: 'all', page: 1 });
  });

  it('take their default where the address makes no sense', () => {
    expect(readFilters(schema, '?state=nonsense&site=harbour&page=x')).toEqual({
      site: 'harbour',
      state: 'all',
      page: 1,
    });
  });

  it('leave their defaults out of the address', () => {
    expect(writeFilters(schema, { site: 'a&b', state: 'all', page: 1 })).toBe('site=a%26b');
    expect(writeFilters(schema, { site: '', state: 'active', page: 2 })).toBe('state=active&page=2');
  });
});
