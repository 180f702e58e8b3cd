import { expect, it } from 'vitest';
import { titleOf } from './tab-mark.ts';

it('tells active alerts and a lost connection in the title', () => {
  expect(titleOf({ activeAlerts: 0, connected: true })).toBe('SplitSight');
  expect(titleOf({ activeAlerts: 2, connected: true })).toBe('(2) SplitSight');
  expect(titleOf({ activeAlerts: 2, connected: false })).toBe('(2) Not connected · SplitSight');
});
