import { expect, it } from 'vitest';
import { overlap } from './filters.ts';

it.each([
  ['#', true],
  ['a/#', true],
  ['a/+/cam/+/features', true],
  ['a/yard/cam/gate/features', true],
  ['+/+/+/+/+', true],
  ['a/yard/#', true],
  ['a/+/cam/+/features/#', true],
  ['a/+/cam/+/status', false],
  ['a/yard/cam/gate', false],
  ['a/+/cam/+/features/more', false],
  ['b/#', false],
])('a subscription to %s hears of what is published on a/+/cam/+/features: %s', (filter, expected) => {
  expect(overlap(filter, 'a/+/cam/+/features')).toBe(expected);
});
