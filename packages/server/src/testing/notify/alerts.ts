import { type Alert, type AlertEvent, alertSchema } from '@splitsight/wire';

let made = 0;

/** An alert of a test. */
export function makeAlert(given: Partial<Record<keyof Alert, unknown>> = {}): Alert {
  made++;
  return alertSchema.parse({
    ...{ id: `yard.gate.fire..${made}`, site: 'yard', camera: 'gate', head: 'fire', zone: null, severity: 'alert' },
    ...{ state: 'active', started_at: 1_700_000_000_000, captured_at: 1_700_000_000_000, raised_at: 1_700_000_000_100 },
    ...{ ended_at: null, score: 0.9, peak: 0.93, box: null, region: null, head_version: '1' },
    ...{ fingerprint: '0123456789abcdef', codec: 'u8' },
    ...given,
  });
}

/** The beginning of an alert. */
export function raise(given: Partial<Record<keyof Alert, unknown>> = {}): AlertEvent {
  return { type: 'new', before: null, after: makeAlert(given) };
}
