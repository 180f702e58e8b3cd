import { troublesAnswerSchema } from '@splitsight/wire';
import { useApi } from '../api/use-api.ts';
import { formatDate, formatTime } from '../format/format.ts';
import { strings } from '../strings/strings.ts';

const askEvery = 10_000;

/** What is wrong with the server itself, for those who see everything; cameras and edge machines show their own. */
export function Troubles() {
  const { data } = useApi('/api/v1/troubles', { answer: troublesAnswerSchema, every: askEvery });
  const ofServer = (data?.troubles ?? []).filter(({ site }) => site === null);
  if (ofServer.length === 0) return null;
  const words = strings.live.troubles;
  return (
    <ul className="notices" role="status">
      {ofServer.map(({ id, kind, head, since, reason }) => (
        <li key={id} title={reason ?? undefined}>
          {words.since(head === null ? words.kinds[kind] : words.ofHead(head), formatDate(since), formatTime(since))}
        </li>
      ))}
    </ul>
  );
}
