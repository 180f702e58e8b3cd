import type { CameraPolicy } from '@splitsight/wire';
import { strings } from '../strings/strings.ts';

/** Which pictures of a camera may be had, in one line. */
export function PolicyLine({ policy, set, most }: Pick<CameraPolicy, 'policy' | 'set' | 'most'>) {
  const words = strings.pictures;
  if (policy === null) return <span className="dim">{words.notTold}</span>;
  const isStricter = set !== null && set === policy && set !== most;
  return (
    <span className="dim" title={words.policyHelp[policy]}>
      {words.applies(words.policy[policy])}
      {isStricter && ` (${words.stricter})`}
    </span>
  );
}
