import { formatCount } from '../format/format.ts';
import { useLive } from '../live/use-live.ts';
import { strings } from '../strings/strings.ts';

/** What the operator of the server should know about this page's own trouble; nothing when there is none. */
export function Notices() {
  const notUnderstood = useLive((live) => live.notUnderstood);
  const dropped = useLive((live) => live.dropped);
  const complaint = useLive((live) => live.complaint);
  if (notUnderstood === 0 && dropped === 0 && !complaint) return null;
  return (
    <ul className="notices">
      {notUnderstood > 0 && (
        <li>
          {strings.live.notices.notUnderstood(notUnderstood)}. {strings.live.notices.notUnderstoodHelp}
        </li>
      )}
      {dropped > 0 && <li>{strings.live.notices.dropped(formatCount(dropped))}</li>}
      {complaint && <li>{strings.live.notices.complaint(complaint.code, complaint.message)}</li>}
    </ul>
  );
}
