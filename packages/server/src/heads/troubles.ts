import { type Clock, type Millis, messageOf } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import type { Counts } from '../counts.ts';
import { serverErrors } from '../errors.ts';
import { createSeldom } from '../seldom.ts';
import { createFailingHeads, type FailingHeads } from './failing.ts';
import type { LaneOptions } from './lane.ts';
import type { ShadowOptions } from './shadows.ts';

const logEvery: Millis = 60_000;

/** Logs that a head fails, at most once a minute. */
function createFailureLog(log: Pick<Logger, 'error'>, clock: Clock): ShadowOptions['onFailure'] {
  const seldom = createSeldom(clock, logEvery);
  return ({ name, version }, error) =>
    seldom(() =>
      log.error(`${serverErrors.HEAD_FAILED}: ${name} ${version} (${messageOf(error)})`, { code: 'HEAD_FAILED' }),
    );
}

/**
 * Counts frames that the live heads did not score, logs why heads fail at most once a minute, those in the shadow apart, and
 * remembers which do.
 */
export function createHeadTroubles(
  counts: Pick<Counts, 'dropped'>,
  log: Pick<Logger, 'error'>,
  clock: Clock,
): Pick<LaneOptions, 'onOverflow' | 'onFailure'> &
  Pick<FailingHeads, 'failing'> & {
    readonly onShadowFailure: ShadowOptions['onFailure'];
  } {
  const tellShadow = createFailureLog(log, clock);
  const tell = createFailureLog(log, clock);
  const heads = createFailingHeads(clock);
  return {
    failing: heads.failing,
    onOverflow: (frames) => counts.dropped.add('head_queue_full', frames),
    onFailure(head, frames, error) {
      counts.dropped.add('head_failed', frames);
      tell(head, error);
      heads.note(head, 'live', error);
    },
    onShadowFailure(head, error) {
      tellShadow(head, error);
      heads.note(head, 'shadow', error);
    },
  };
}
