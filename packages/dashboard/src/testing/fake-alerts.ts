import type { Millis } from '@splitsight/kernel';
import { reviewsAnswerSchema } from '@splitsight/wire';
import { alertView } from './fake-site.ts';

/** As many past alerts as are wanted, one every 20 s, answered page by page as GET /api/v1/reviews does. */
export function createFakeAlerts(total: number, cameras: number, now: Millis): (address: URL) => unknown {
  const itemAt = (index: number) => {
    const at = now - (index + 1) * 20_000;
    const alert = alertView(index % cameras, at, { id: `past-${index}`, state: 'ended', ended_at: at + 9000 });
    const { id: alert_id, site, camera } = alert;
    const review = { alert_id, site, camera, acknowledged: null, assignee: null, notes: [], verdict: null };
    return { alert, review };
  };
  return ({ searchParams }) => {
    const from = Number(searchParams.get('before')?.split('~')[0] ?? 0);
    const to = Math.min(total, from + Number(searchParams.get('limit') ?? 100));
    const items = Array.from({ length: to - from }, (_, index) => itemAt(from + index));
    return reviewsAnswerSchema.parse({ items, next: to < total ? `${to}~x` : null });
  };
}
