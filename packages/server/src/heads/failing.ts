import { type Clock, type Millis, messageOf, steadyNow } from '@splitsight/kernel';
import { serverError } from '../errors.ts';
import type { HeadRole } from '../registry/state.ts';
import type { ScoringHead } from './scoring-head.ts';
import type { HeadFailure } from './stand.ts';

/** Which versions of heads could not score a moment ago. */
export interface FailingHeads {
  note(head: Pick<ScoringHead, 'name' | 'version'>, role: HeadRole['role'], error: unknown): void;
  failing(): readonly HeadFailure[];
}

/** A camera on which nothing happens sends a message at least every 10 s, and a head that is broken fails at each. */
const failingFor: Millis = 15_000;

/** Its memory is one failure for each version that is at work, and role. */
export function createFailingHeads(clock: Clock): FailingHeads {
  const last = new Map<string, Omit<HeadFailure, 'error'> & { readonly at: Millis; readonly reason: string }>();
  return {
    note({ name: head, version }, role, error) {
      last.set(`${head}/${version}/${role}`, { head, version, role, at: steadyNow(clock), reason: messageOf(error) });
    },
    failing() {
      const now = steadyNow(clock);
      for (const [key, { at }] of last) if (now - at > failingFor) last.delete(key);
      return [...last.values()].map(({ reason, at: _at, ...failure }) => ({
        ...failure,
        error: serverError('HEAD_FAILED', reason),
      }));
    },
  };
}
