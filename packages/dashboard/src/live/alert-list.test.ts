import { alertSchema, parseMessage } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { alertView, type Fields } from '../testing/fake-site.ts';
import {
  type AlertEntry,
  addAlert,
  alertSpans,
  captureToScreen,
  fromHello,
  maxAlerts,
  withShownAt,
} from './alert-list.ts';

const alertAt = (at: number, over?: Fields) => parseMessage(alertSchema, alertView(0, at, over));

describe('the alert feed', () => {
  it('is newest first, whatever order they come in', () => {
    let list: readonly AlertEntry[] = [];
    for (const at of [2000, 9000, 4000]) list = addAlert(list, alertAt(at)).alerts;
    expect(list.map(({ alert }) => alert.captured_at)).toEqual([9000, 4000, 2000]);
  });

  it('forgets the oldest beyond its limit', () => {
    let list: readonly AlertEntry[] = [];
    for (let i = 0; i < maxAlerts + 7; i++) list = addAlert(list, alertAt(1000 * (i + 1))).alerts;
    expect(list).toHaveLength(maxAlerts);
    expect(list.at(-1)?.alert.captured_at).toBe(8000);
  });

  it('knows how long an alert took from capture to screen, from the first time it was shown', () => {
    const { alerts } = addAlert([], alertAt(2000));
    const [id] = alerts.map(({ alert }) => alert.id);
    const shown = withShownAt(withShownAt(alerts, id ?? '', 2412), id ?? '', 9999);
    expect(shown.map(captureToScreen)).toEqual([412]);
    expect(alerts.map(captureToScreen)).toEqual([null]);
  });

  it('never shows less than nothing when two clocks disagree', () => {
    expect(captureToScreen({ alert: alertAt(2000), shownAt: 1990 })).toBe(0);
  });

  it('remembers when it showed an alert over a reconnection', () => {
    const shown = withShownAt(addAlert([], alertAt(2000)).alerts, alertAt(2000).id, 2300);
    const list = fromHello(shown, [alertAt(5000), alertAt(2000)]);
    expect(list.map(({ shownAt }) => shownAt)).toEqual([null, 2300]);
  });
});

describe('the spans to shade', () => {
  const list = fromHello(
    [],
    [
      alertAt(10_000, { started_at: 9000 }),
      alertAt(5000, { started_at: 4800, state: 'ended', ended_at: 7000, severity: 'detection' }),
      alertAt(1000, { state: 'ended', ended_at: 2000 }),
      alertAt(9500, { head: 'intruder' }),
      alertAt(9600, { camera: 'cam-07' }),
      alertAt(9700, { site: 'quarry' }),
    ],
  );

  it('are those of one head at one camera, an active one until now', () => {
    expect(alertSpans(list, { site: 'harbour', camera: 'cam-01', head: 'fire' }, 3000, 12_000)).toEqual([
      { start: 9000, end: 12_000, severity: 'alert' },
      { start: 4800, end: 7000, severity: 'detection' },
    ]);
  });
});
