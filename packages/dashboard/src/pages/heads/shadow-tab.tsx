import { useApi } from '../../api/use-api.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Spinner } from '../../components/progress.tsx';
import { formatCount, formatPercent } from '../../format/format.ts';
import { strings } from '../../strings/strings.ts';
import { DayTable } from './day-table.tsx';
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
      <DayTable
        caption={words.title}
        rows={data.days}
        counts={[
          { title: words.frames, value: ({ frames }) => frames },
          { title: words.liveOnly, value: (row) => row.live_only },
          { title: words.shadowOnly, value: (row) => row.shadow_only },
          { title: words.share, value: (row) => row.rate.value, show: formatPercent },
        ]}
      />
    </>
  );
}
