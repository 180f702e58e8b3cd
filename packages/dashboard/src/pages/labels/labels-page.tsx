import './labels.css';

import { useState } from 'react';
import { useSearch } from 'wouter';
import { useMay } from '../../api/me.ts';
import { useApi } from '../../api/use-api.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Go } from '../../components/go.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Spinner } from '../../components/progress.tsx';
import { Table } from '../../components/table.tsx';
import { formatCount, formatFull } from '../../format/format.ts';
import { strings } from '../../strings/strings.ts';
import { type DataSet, setsAnswerSchema, setsPath } from './label-api.ts';
import { CreateDialog, DeleteDialog, RenameDialog } from './set-dialogs.tsx';

type Asked = { readonly what: 'create' } | { readonly what: 'rename' | 'delete'; readonly set: DataSet };

/** The data sets. With `?like=…` it asks in which of them to look for what is like that. */
export function LabelsPage() {
  const may = useMay();
  const given = new URLSearchParams(useSearch());
  const [asked, setAsked] = useState<Asked | null>(null);
  const { data, error, refetch } = useApi(setsPath, { answer: setsAnswerSchema });
  const words = strings.labels;
  const like = given.get('like');
  const alert = given.get('alert');
  const query = like === null ? '' : `?${new URLSearchParams({ tab: 'similar', like, ...(alert && { alert }) })}`;
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (!data) return <Spinner label={strings.common.loading} />;
  return (
    <div className="sheet">
      <PageHead title={words.title} help={words.help}>
        {may('operate') && (
          <Button kind="main" icon="plus" onClick={() => setAsked({ what: 'create' })}>
            {words.create}
          </Button>
        )}
      </PageHead>
      {like !== null && <p role="status">{words.likeWhere}</p>}
      {data.datasets.length === 0 ? (
        <EmptyState text={words.none} help={words.noneHelp} />
      ) : (
        <Table
          caption={words.title}
          rows={data.datasets}
          rowKey={({ name }) => name}
          sortedBy={{ key: 'name' }}
          columns={[
            {
              key: 'name',
              title: words.name,
              heading: true,
              sort: ({ name }) => name,
              cell: ({ name }) => <Go to={`/labels/${name}${query}`}>{name}</Go>,
            },
            {
              key: 'items',
              title: words.items,
              numeric: true,
              sort: ({ items }) => items,
              cell: ({ items }) => formatCount(items),
            },
            { key: 'labels', title: words.labels, cell: ({ labels }) => <LabelCounts labels={labels} /> },
            {
              key: 'changed',
              title: words.changed,
              sort: ({ changed_at }) => changed_at,
              cell: ({ changed_at, changed_by }) => words.changedBy(formatFull(changed_at), changed_by),
            },
            {
              key: 'actions',
              title: words.actions,
              cell: (set) =>
                may('operate') && (
                  <span className="set-actions">
                    <IconButton
                      icon="edit"
                      label={words.renameOf(set.name)}
                      onClick={() => setAsked({ what: 'rename', set })}
                    />
                    <IconButton
                      icon="trash"
                      label={words.deleteOf(set.name)}
                      onClick={() => setAsked({ what: 'delete', set })}
                    />
                  </span>
                ),
            },
          ]}
        />
      )}
      {asked?.what === 'create' && <CreateDialog query={query} onClose={() => setAsked(null)} />}
      {asked?.what === 'rename' && <RenameDialog set={asked.set} onClose={() => setAsked(null)} />}
      {asked?.what === 'delete' && <DeleteDialog set={asked.set} onClose={() => setAsked(null)} />}
    </div>
  );
}

const mostShown = 8;

/** How many items have each label; the most first. */
function LabelCounts({ labels }: Pick<DataSet, 'labels'>) {
  const counts = Object.entries(labels).sort((a, b) => b[1] - a[1]);
  if (counts.length === 0) return strings.common.none;
  return (
    <>
      {counts
        .slice(0, mostShown)
        .map(([label, count]) => `${label} ${formatCount(count)}`)
        .join(', ')}
      {counts.length > mostShown && ` +${counts.length - mostShown}`}
    </>
  );
}
