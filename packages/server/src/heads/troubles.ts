import type { Clock, Millis } from '@splitsight/kernel';
import { messageOf } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import type { Counts } from '../counts.ts';
import { serverErrors } from '../errors.ts';
import type { LaneOptions } from './lane.ts';

const logEvery: Millis = 60_000;

/** Counts frames that the heads did not score, and logs why at most once a minute. */
export function createHeadTroubles(
  counts: Pick<Counts, 'dropped'>,
  log: Pick<Logger, 'error'>,
  clock: Clock,
): Pick<LaneOptions, 'onOverflow' | 'onFailure'> {
  let loggedAt = Number.NEGATIVE_INFINITY;
  return {
    onOverflow: (frames) => counts.dropped.add('head_queue_full', frames),
    onFailure(head, frames, error) {
      counts.dropped.add('head_failed', frames);
      const now = clock.now();
      if (Math.abs(now - loggedAt) < logEvery) return;
      loggedAt = now;
      log.error(`${serverErrors.HEAD_FAILED}: ${head.name} (${messageOf(error)})`, { code: 'HEAD_FAILED' });
    },
  };
}
