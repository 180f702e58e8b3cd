import type { Millis } from '@splitsight/kernel';
import { z } from 'zod';

/** How far back alerts are listed. */
export const ranges = ['24h', '7d', '30d', 'all', 'custom'] as const;

const text = z.string().max(100).default('');
const day = z.string().max(20).default('');

/** The filters of the list, as they stand in the address. */
export const reviewFiltersSchema = z.object({
  show: z.enum(['open', 'done', 'all']).default('open'),
  site: text,
  camera: text,
  head: text,
  severity: z.enum(['any', 'alert', 'detection']).default('any'),
  verdict: z.enum(['any', 'true', 'false', 'unsure', 'none']).default('any'),
  late: z.enum(['any', 'no', 'yes']).default('any'),
  assignee: text,
  range: z.enum(ranges).default('7d'),
  from: day,
  to: day,
  /** The alert that is looked at. */
  alert: z.string().max(300).default(''),
});
export type ReviewFilters = z.output<typeof reviewFiltersSchema>;

const days = { '24h': 1, '7d': 7, '30d': 30 } as const;
const hour: Millis = 3_600_000;

/**
 * What the server is asked for. A range counts back from the beginning of the hour, so that the question stays the same
 * while the list is looked at.
 */
export function reviewQuery(filters: ReviewFilters, now: Millis): Record<string, string> {
  const { show, site, camera, head, severity, verdict, late, assignee } = filters;
  const { since, until } = spanOf(filters, now);
  const query = {
    acknowledged: show === 'open' ? 'no' : show === 'done' ? 'yes' : '',
    severity: severity === 'any' ? '' : severity,
    verdict: verdict === 'any' ? '' : verdict,
    late: late === 'any' ? '' : late,
    ...{ site, camera, head, assignee: assignee.trim() },
    since: since === null ? '' : String(since),
    until: until === null ? '' : String(until),
  };
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
}

function spanOf({ range, from, to }: ReviewFilters, now: Millis): Record<'since' | 'until', Millis | null> {
  if (range === 'all') return { since: null, until: null };
  if (range === 'custom') return { since: momentOf(from), until: momentOf(to) };
  return { since: Math.max(0, Math.floor(now / hour) * hour - 24 * days[range] * hour), until: null };
}

/** Of a `datetime-local` input, in the page's time zone. */
function momentOf(typed: string): Millis | null {
  const at = Date.parse(typed);
  return typed === '' || Number.isNaN(at) || at < 0 ? null : at;
}
