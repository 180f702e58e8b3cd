import type { Alert } from '@splitsight/wire';

/** The newest alerts in memory: what every page is greeted with. */
export interface RecentAlerts {
  /** Adds an alert, or puts its newer version in its place. */
  put(alert: Alert): void;
  /** Newest first. */
  list(): readonly Alert[];
}

/** @param limit as many are kept. */
export function createRecentAlerts(limit: number): RecentAlerts {
  const alerts = new Map<string, Alert>();
  return {
    put(alert) {
      alerts.set(alert.id, alert);
      if (alerts.size <= limit) return;
      const [oldest] = alerts.keys();
      if (oldest !== undefined) alerts.delete(oldest);
    },
    list: () => [...alerts.values()].reverse(),
  };
}
