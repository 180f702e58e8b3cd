import type { ReviewAction } from '@splitsight/wire';
import { explain } from '../../components/error-note.tsx';
import { toasts } from '../../components/toast-list.ts';
import { strings } from '../../strings/strings.ts';
import { useReviewAction } from './use-reviews.ts';

/** Acts on alerts and says how it went; what can be undone offers that. Resolves to whether it was done. */
export function useActing() {
  const { act: send, busy } = useReviewAction();
  const act = async (alerts: readonly string[], what: ReviewAction): Promise<boolean> => {
    try {
      const { reviews, missing } = await send(alerts, what);
      const words = strings.review.done(what.kind, reviews.length);
      const again = () =>
        void act(
          reviews.map(({ alert_id }) => alert_id),
          { kind: 'reopen' },
        );
      toasts.show(missing.length > 0 ? `${words} ${strings.review.missing(missing.length)}` : words, {
        ...(what.kind === 'acknowledge' && { action: { label: strings.common.undo, run: again } }),
      });
      return true;
    } catch (error) {
      const { words, code } = explain(error);
      toasts.show(code === undefined ? words : `${words} (${code})`, { kind: 'failed' });
      return false;
    }
  };
  return { act, busy };
}
