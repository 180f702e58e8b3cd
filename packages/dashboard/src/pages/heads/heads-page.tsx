import './heads.css';

import type { HeadVersionView } from '@splitsight/wire';
import { useApi } from '../../api/use-api.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Go } from '../../components/go.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Spinner } from '../../components/progress.tsx';
import { Table } from '../../components/table.tsx';
import { formatFull } from '../../format/format.ts';
import { strings } from '../../strings/strings.ts';
import { staleAnswerSchema, versionsAnswerSchema } from './head-api.ts';

interface HeadRow {
  readonly head: string;
  readonly versions: readonly HeadVersionView[];
  readonly stale: readonly string[];
}

/** The heads that the server knows, and how they stand. */
export function HeadsPage() {
  const { data, error, refetch } = useApi('/api/v1/head-versions', { answer: versionsAnswerSchema });
  const monitor = useApi('/api/v1/monitor', { answer: staleAnswerSchema });
  const words = strings.heads;
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (!data) return <Spinner label={strings.common.loading} />;
  const names = [...new Set(data.versions.map(({ head }) => head))];
  const rows = names.map(
    (head): HeadRow => ({
      head,
      versions: data.versions.filter((one) => one.head === head),
      stale: (monitor.data?.heads ?? []).filter((one) => one.head === head && one.stale).map(({ site }) => site),
    }),
  );
  return (
    <div className="sheet">
      <PageHead title={words.title} help={words.help} />
      {rows.length === 0 ? (
        <EmptyState text={words.none} help={words.noneHelp} />
      ) : (
        <Table
          caption={words.title}
          rows={rows}
          rowKey={({ head }) => head}
          sortedBy={{ key: 'head' }}
          columns={[
            {
              key: 'head',
              title: words.head,
              heading: true,
              sort: ({ head }) => head,
              cell: ({ head }) => <Go to={`/heads/${head}`}>{head}</Go>,
            },
            { key: 'live', title: words.states.live, cell: ({ versions }) => listOf(versions, 'live_at') },
            { key: 'shadow', title: words.states.shadow, cell: ({ versions }) => listOf(versions, 'shadow_at') },
            {
              key: 'count',
              title: words.versions,
              numeric: true,
              sort: ({ versions }) => versions.length,
              cell: ({ versions }) => versions.length,
            },
            {
              key: 'newest',
              title: words.newest,
              cell: ({ versions }) => formatFull(Math.max(...versions.map(({ added_at }) => added_at))),
            },
            {
              key: 'stale',
              title: words.stale,
              cell: ({ stale }) =>
                stale.length > 0 ? (
                  <strong className="trouble">{stale.join(', ')}</strong>
                ) : (
                  monitor.data && words.nowhere
                ),
            },
          ]}
        />
      )}
    </div>
  );
}

function listOf(versions: readonly HeadVersionView[], where: 'live_at' | 'shadow_at'): string {
  const of = versions.filter((one) => one[where].length > 0);
  const [only, ...more] = of.flatMap((one) => one[where]);
  const name = only === '*' && more.length === 0 ? () => strings.heads.everySite : placeName;
  return of.map((one) => `${one.version} (${one[where].map(name).join(', ')})`).join('; ') || strings.common.none;
}

/** A site, or every other site. */
export function placeName(site: string): string {
  return site === '*' ? strings.heads.otherSites : site;
}
