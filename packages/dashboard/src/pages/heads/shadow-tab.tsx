import { useApi } from '../../api/use-api.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Spinner } from '../../components/progress.tsx';
import { Table } from '../../components/table.tsx';
import { formatCount, formatPercent } from '../../format/format.ts';
import { strings } from '../../strings/strings.ts';
import { shadowReportSchema } from './head-api.ts';
import { intervalOf } from './interval.ts';

/** Where the version in the shadow and the live one disagree. */
export function ShadowTab({ head }: { readonly head: string }) {
  const { data, error } = useApi(`/api/v1/heads/${head}/shadow-report`, { answer: shadowReportSchema, every: 30_000 });
  const words = strings.heads.shadow;
  if (error) return <ErrorNote error={error} />;
  if (!data) return <Spinner label={strings.common.loading} />;
  if (data.version === null) return <EmptyState text={words.none} help={words.noneHelp} />;
  const { total } = data;
  return (
    <>
      <p role="status">
        <strong>{words.rate(formatPercent(total.rate.value), intervalOf(total.rate))}</strong>{' '}
        {words.summary(data.version, formatCount(total.frames), total.times)}
      </p>
      <Table
        caption={words.title}
        rows={data.days}
        rowKey={(row) => `${row.day}/${row.site}/${row.camera}`}
        columns={[
          { key: 'day', title: words.day, sort: (row) => row.day, cell: (row) => row.day },
          {
            key: 'camera',
            title: words.camera,
            sort: (row) => `${row.site}/${row.camera}`,
            cell: (row) => `${row.site} / ${row.camera}`,
          },
          {
            key: 'frames',
            title: words.frames,
            numeric: true,
            sort: (row) => row.frames,
            cell: (row) => formatCount(row.frames),
          },
          {
            key: 'live',
            title: words.liveOnly,
            numeric: true,
            sort: (row) => row.live_only,
            cell: (row) => row.live_only,
          },
          {
            key: 'shadow',
            title: words.shadowOnly,
            numeric: true,
            sort: (row) => row.shadow_only,
            cell: (row) => row.shadow_only,
          },
          {
            key: 'rate',
            title: words.share,
            numeric: true,
            sort: (row) => row.rate.value,
            cell: (row) => formatPercent(row.rate.value),
          },
        ]}
      />
    </>
  );
}
