import { beforeAll, expect, it } from 'vitest';
import { loadStrings } from '../strings/strings.ts';
import { titleOf } from './tab-mark.ts';

beforeAll(() => loadStrings('en'));

it('tells active alerts, a lost connection and the page in the title', () => {
  expect(titleOf({ activeAlerts: 0, connected: true, page: undefined })).toBe('SplitSight');
  expect(titleOf({ activeAlerts: 2, connected: true, page: 'Rules' })).toBe('(2) Rules · SplitSight');
  expect(titleOf({ activeAlerts: 2, connected: false, page: undefined })).toBe('(2) Not connected · SplitSight');
});
