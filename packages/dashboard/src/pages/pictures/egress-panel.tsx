import { type EgressRow, egressAnswerSchema, type SiteId } from '@splitsight/wire';
import { useMemo, useState } from 'react';
import { addressOf } from '../../api/client.ts';
import { useApi } from '../../api/use-api.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Icon } from '../../components/icon.tsx';
import { Select } from '../../components/inputs.tsx';
import { Spinner } from '../../components/progress.tsx';
import { Table } from '../../components/table.tsx';
import { formatBytes, formatCount } from '../../format/format.ts';
import { strings } from '../../strings/strings.ts';
import { EgressChart } from './egress-chart.tsx';
import { daysBetween, sumOf } from './egress-sums.ts';

const ranges = ['7', '30', '90'] as const;
const dayLength = 86_400_000;

/** The ledger: what left each site a day. */
export function EgressPanel() {
  const [range, setRange] = useState<(typeof ranges)[number]>('30');
  const from = new Date(Date.now() - (Number(range) - 1) * dayLength).toISOString().slice(0, 10);
  const answer = useApi('/api/v1/egress', { answer: egressAnswerSchema, query: { from }, every: 30_000 });
  const words = strings.pictures;
  return (
    <section className="panel egress" aria-labelledby="egress-title">
      <header className="egress-head">
        <div>
          <h2 id="egress-title">{words.egress}</h2>
          <p className="dim">{words.egressHelp}</p>
        </div>
        <Select
          label={words.range}
          value={range}
          options={ranges.map((value) => ({ value, label: words.days(Number(value)) }))}
          onChange={setRange}
        />
        <a className="button" href={addressOf('/api/v1/egress.csv', { from })} download>
          <Icon name="download" /> {words.csv}
        </a>
      </header>
      {answer.isPending && <Spinner label={strings.common.loading} />}
      {answer.error && <ErrorNote error={answer.error} onRetry={() => void answer.refetch()} />}
      {answer.data?.sites.length === 0 && <EmptyState text={words.nothing} />}
      {answer.data?.sites.map((site) => (
        <SiteEgress
          key={site}
          site={site}
          rows={answer.data.rows}
          days={daysBetween(answer.data.from, answer.data.to)}
        />
      ))}
    </section>
  );
}

interface SiteEgressProps {
  readonly site: SiteId;
  readonly rows: readonly EgressRow[];
  readonly days: readonly string[];
}

function SiteEgress({ site, rows, days }: SiteEgressProps) {
  const own = useMemo(() => rows.filter((row) => row.site === site).reverse(), [rows, site]);
  const words = strings.pictures;
  const { pictures, bytes } = sumOf(own);
  return (
    <section className="egress-site" aria-label={site}>
      <h3>{site}</h3>
      <p>
        <strong data-none={pictures === 0 || undefined}>
          {pictures === 0 ? words.noPictures : words.somePictures(pictures)}
        </strong>{' '}
        <span className="dim">
          {words.inDays(days.length)}; {words.perDay(formatBytes(bytes / Math.max(1, days.length)))}
        </span>
      </p>
      {own.length === 0 ? (
        <p className="dim">{words.nothing}</p>
      ) : (
        <>
          <EgressChart site={site} rows={own} days={days} />
          <details>
            <summary>{words.byDay(site)}</summary>
            <Table
              caption={words.byDay(site)}
              rows={own}
              rowKey={({ day, kind }) => `${day}/${kind}`}
              sortedBy={{ key: 'day', descending: true }}
              columns={[
                { key: 'day', title: words.day, heading: true, cell: ({ day }) => day, sort: ({ day }) => day },
                { key: 'kind', title: words.what, cell: ({ kind }) => words.kind[kind], sort: ({ kind }) => kind },
                {
                  key: 'messages',
                  title: words.messages,
                  numeric: true,
                  cell: ({ messages }) => formatCount(messages),
                  sort: ({ messages }) => messages,
                },
                {
                  key: 'bytes',
                  title: words.bytes,
                  numeric: true,
                  cell: (row) => formatBytes(row.bytes),
                  sort: (row) => row.bytes,
                },
                {
                  key: 'told',
                  title: words.told,
                  numeric: true,
                  cell: ({ told_bytes }) => formatBytes(told_bytes),
                  sort: ({ told_bytes }) => told_bytes,
                },
              ]}
            />
          </details>
        </>
      )}
    </section>
  );
}
