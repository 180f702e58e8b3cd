import type { Millis } from '@splitsight/kernel';
import type { Alert } from '@splitsight/wire';

/** An alert of the feed. */
export interface AlertEntry {
  readonly alert: Alert;
  /** When it was first on the screen, by the server's clock; null when it was raised while this page was not looking. */
  readonly shownAt: Millis | null;
}

/** The feed forgets the oldest beyond this. */
export const maxAlerts = 200;

/** Whether it calls for attention: a detection is listed, and no more. */
export function isUrgent(alert: Alert): boolean {
  return alert.state === 'active' && alert.severity === 'alert';
}

/** Adds an alert, or puts its newer version in the old one's place. */
export function addAlert(list: readonly AlertEntry[], alert: Alert) {
  const isNew = !list.some((entry) => entry.alert.id === alert.id);
  const alerts = isNew
    ? bounded([...list, { alert, shownAt: null }])
    : list.map((entry) => (entry.alert.id === alert.id ? { ...entry, alert } : entry));
  return { alerts, isNew };
}

/** The server's list replaces the page's, which remembers only when it showed them. */
export function fromHello(list: readonly AlertEntry[], alerts: readonly Alert[]): readonly AlertEntry[] {
  const shown = new Map(list.map((entry) => [entry.alert.id, entry.shownAt]));
  return bounded(alerts.map((alert) => ({ alert, shownAt: shown.get(alert.id) ?? null })));
}

/** Notes when an alert came onto the screen; the first time counts. */
export function withShownAt(list: readonly AlertEntry[], id: string, shownAt: Millis): readonly AlertEntry[] {
  return list.map((entry) => (entry.alert.id === id && entry.shownAt === null ? { ...entry, shownAt } : entry));
}

/** From the capture of the frame that raised it to the screen; null when unknown. Two clocks may disagree: never below 0. */
export function captureToScreen({ alert, shownAt }: AlertEntry): Millis | null {
  return shownAt === null ? null : Math.max(0, shownAt - alert.captured_at);
}

/** When a camera's head was in alert, from `from` on, for the shading of its line. */
export function alertSpans(list: readonly AlertEntry[], of: SpanKey, from: Millis, now: Millis): readonly AlertSpan[] {
  const spans: AlertSpan[] = [];
  for (const { alert } of list) {
    if (alert.camera !== of.camera || alert.head !== of.head || alert.site !== of.site) continue;
    const end = alert.state === 'active' ? now : (alert.ended_at ?? alert.raised_at);
    if (end >= from) spans.push({ start: alert.started_at, end, severity: alert.severity });
  }
  return spans;
}

export interface SpanKey {
  readonly site: string;
  readonly camera: string;
  readonly head: string;
}

export interface AlertSpan {
  readonly start: Millis;
  readonly end: Millis;
  readonly severity: Alert['severity'];
}

function bounded(list: readonly AlertEntry[]): readonly AlertEntry[] {
  return [...list].sort((a, b) => b.alert.raised_at - a.alert.raised_at).slice(0, maxAlerts);
}
