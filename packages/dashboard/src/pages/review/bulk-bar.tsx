import type { ReviewAction } from '@splitsight/wire';
import { Button } from '../../components/button.tsx';
import { strings } from '../../strings/strings.ts';

interface BulkBarProps {
  readonly count: number;
  readonly busy: boolean;
  readonly onAct: (action: ReviewAction) => Promise<boolean>;
  readonly onClear: () => void;
}

/** What can be done to all marked alerts at once. */
export function BulkBar({ count, busy, onAct, onClear }: BulkBarProps) {
  const words = strings.review;
  const act = async (action: ReviewAction) => {
    if (await onAct(action)) onClear();
  };
  return (
    <div className="review-bulk" role="toolbar" aria-label={words.bulk}>
      <strong role="status">{words.marked(count)}</strong>
      <Button kind="main" busy={busy} onClick={() => void act({ kind: 'acknowledge' })}>
        {words.actions.acknowledge}
      </Button>
      {(['true', 'false', 'unsure'] as const).map((verdict) => (
        <Button key={verdict} busy={busy} onClick={() => void act({ kind: 'judge', verdict, label: null })}>
          {words.verdicts[verdict]}
        </Button>
      ))}
      <Button busy={busy} onClick={() => void act({ kind: 'reopen' })}>
        {words.actions.reopen}
      </Button>
      <Button kind="quiet" onClick={onClear}>
        {words.unmark}
      </Button>
    </div>
  );
}
