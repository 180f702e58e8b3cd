import type { Millis } from '@splitsight/kernel';
import type { PicturePolicy, PictureRequest } from '@splitsight/wire';

/** What a node has given lately. */
export interface Given {
  /** How many more pictures may be given at once, and since when that is known. */
  readonly room: number;
  readonly at: Millis;
  /** Alert → how many of its pictures were given; the longest ago asked first. */
  readonly alerts: ReadonlyMap<string, number>;
}

/** At most so many pictures are given of one alert: the frame, one before, one after, each asked for again once. */
export const maxOfAlert = 6;
const maxAlerts = 256;

/** Nothing was given yet. */
export function nothingGiven(perMinute: number, now: Millis): Given {
  return { room: perMinute, at: now, alerts: new Map() };
}

/** What a request is answered with before anybody looks for the picture. */
export type Judgement =
  | { readonly refused: 'policy' | 'too_many'; readonly given: Given }
  | { readonly refused: null; readonly given: Given };

/**
 * Decides whether a request may have a picture, by the policy and by what was given before.
 *
 * Under `on-alert` it must name an alert and a moment. Whether there is such an alert only the server knows; what holds against a
 * server that invents alerts is the limit a minute and the ring, which ends soon.
 *
 * @param now by a clock that never steps.
 */
export function judgeRequest(
  request: Pick<PictureRequest, 'alert' | 'at'>,
  { policy, perMinute, given, now }: { policy: PicturePolicy; perMinute: number; given: Given; now: Millis },
): Judgement {
  const room = Math.min(perMinute, given.room + ((now - given.at) * perMinute) / 60_000);
  const rested = { ...given, room, at: now };
  const isOfAlert = request.alert !== null && request.at !== null;
  if (policy === 'never' || (policy === 'on-alert' && !isOfAlert)) return { refused: 'policy', given: rested };
  const before = request.alert === null ? 0 : (given.alerts.get(request.alert) ?? 0);
  if (room < 1 || before >= maxOfAlert) return { refused: 'too_many', given: rested };
  const alerts = new Map(given.alerts);
  if (request.alert !== null) {
    alerts.delete(request.alert);
    alerts.set(request.alert, before + 1);
  }
  const [oldest] = alerts.keys();
  if (alerts.size > maxAlerts && oldest !== undefined) alerts.delete(oldest);
  return { refused: null, given: { room: room - 1, at: now, alerts } };
}
