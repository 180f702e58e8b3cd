import { createTopics } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { publishRight } from './rights.ts';

describe('a client', () => {
  it.each([
    ['splitsight/v1/yard/node/pi/status', 'retained'],
    ['splitsight/v1/yard/node/pi/info', 'retained'],
    ['splitsight/v1/yard/cam/gate/status', 'retained'],
    ['splitsight/v1/yard/node/pi/health', 'passing'],
    ['splitsight/v1/yard/cam/gate/features', 'kept'],
    ['splitsight/v1/yard/cam/gate/snapshot', 'passing'],
    ['splitsight/v1/yard/cam/gate/pictures/state', 'retained'],
    ['splitsight/v1/yard/cam/gate/snapshot/get', 'none'],
    ['splitsight/v1/yard/cam/gate/pictures/set', 'none'],
    ['splitsight/v1/yard/cam/gate/enabled/set', 'passing'],
    ['splitsight/v1/yard/cam/gate/enabled/state', 'none'],
    ['splitsight/v1/yard/arming/set', 'passing'],
    ['splitsight/v1/yard/arming/state', 'none'],
    ['splitsight/v1/yard/alerts', 'none'],
    ['splitsight/v1/yard/alert/gate/fire', 'none'],
    ['splitsight/v1/yard/head/fire/state', 'none'],
    ['splitsight/v1/yard/cam/gate/other', 'none'],
    ['splitsight/v2/yard/cam/gate/status', 'none'],
    ['$SYS/anything', 'none'],
    ['home/light', 'none'],
  ])('that publishes on %s has the right: %s', (topic, right) => {
    expect(publishRight(createTopics(), topic)).toBe(right);
  });
});
