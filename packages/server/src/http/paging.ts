import type { Alert } from '@splitsight/wire';
import type { AlertsAnswer } from './api.ts';

/**
 * Cuts a page from alerts that are newest first, `limit` + 1 of them if there are so many.
 *
 * Alerts of one millisecond stay together, so that the next page begins where this one ends; only a page that would be
 * empty otherwise parts them.
 */
export function cutPage(alerts: readonly Alert[], limit: number): AlertsAnswer {
  const rest = alerts[limit];
  if (!rest) return { alerts: [...alerts], next_before: null };
  const page = alerts.slice(0, limit);
  const whole = page.filter(({ raised_at }) => raised_at !== rest.raised_at);
  const shown = whole.length > 0 ? whole : page;
  return { alerts: shown, next_before: shown.at(-1)?.raised_at ?? null };
}
