import type { HeadVersionView } from '@splitsight/wire';
import { useState } from 'react';
import { useMay } from '../../api/me.ts';
import { useApi } from '../../api/use-api.ts';
import { Button } from '../../components/button.tsx';
import { Go } from '../../components/go.tsx';
import { Table } from '../../components/table.tsx';
import { formatFull, formatPercent } from '../../format/format.ts';
import { strings } from '../../strings/strings.ts';
import { eventsAnswerSchema } from './head-api.ts';
import { placeName } from './heads-page.tsx';
import { type Move, MoveDialog } from './move-dialog.tsx';

interface VersionsTabProps {
  readonly head: string;
  readonly versions: readonly HeadVersionView[];
}

/** The versions of a head, what can be done with each, and what was done. */
export function VersionsTab({ head, versions }: VersionsTabProps) {
  const may = useMay();
  const [compared, setCompared] = useState<readonly string[]>([]);
  const [asked, setAsked] = useState<{ readonly move: Move; readonly version: string } | null>(null);
  const events = useApi(`/api/v1/heads/${head}/events`, { answer: eventsAnswerSchema, query: { limit: 50 } });
  const words = strings.heads;
  return (
    <>
      <Table
        caption={words.versions}
        rows={versions}
        rowKey={({ version }) => version}
        columns={[
          { key: 'version', title: words.version, heading: true, cell: ({ version }) => version },
          { key: 'state', title: words.state, cell: (one) => whereOf(one) },
          {
            key: 'compare',
            title: strings.labels.compare.column,
            cell: ({ version, source }) =>
              source === 'training' && (
                <input
                  type="checkbox"
                  aria-label={strings.labels.compare.mark(version)}
                  checked={compared.includes(version)}
                  onChange={({ target }) =>
                    setCompared(
                      target.checked ? [...compared, version].slice(-8) : compared.filter((one) => one !== version),
                    )
                  }
                />
              ),
          },
          { key: 'source', title: words.source, cell: ({ source }) => words.sources[source] },
          {
            key: 'added',
            title: words.added,
            sort: ({ added_at }) => added_at,
            cell: ({ added_at, added_by }) => `${formatFull(added_at)}, ${added_by}`,
          },
          { key: 'figures', title: words.figures, cell: ({ figures }) => figuresOf(figures) },
          {
            key: 'moves',
            title: words.moves,
            cell: ({ version, state }) =>
              may('operate') && (
                <span className="head-moves">
                  {state !== 'live' && (
                    <Button onClick={() => setAsked({ move: 'promote', version })}>{words.move.promote}</Button>
                  )}
                  {state === 'draft' && (
                    <Button onClick={() => setAsked({ move: 'shadow', version })}>{words.move.shadow}</Button>
                  )}
                  {(state === 'live' || state === 'shadow') && (
                    <Button kind="quiet" onClick={() => setAsked({ move: 'retire', version })}>
                      {words.move.retire}
                    </Button>
                  )}
                </span>
              ),
          },
        ]}
      />
      {compared.length > 1 && (
        <p>
          <Go to={`/heads/compare?runs=${encodeURIComponent(compared.map((one) => `${head}/${one}`).join(','))}`}>
            {strings.labels.compare.link(compared.length)}
          </Go>
        </p>
      )}
      {may('operate') && (
        <p>
          <Button onClick={() => setAsked({ move: 'rollback', version: '' })}>{words.move.rollback}</Button>
        </p>
      )}
      <h2>{words.history}</h2>
      <Table
        caption={words.history}
        rows={events.data?.events ?? []}
        rowKey={({ id }) => String(id)}
        columns={[
          { key: 'at', title: words.when, cell: ({ at }) => formatFull(at) },
          { key: 'kind', title: words.what, cell: ({ kind, version }) => `${words.events[kind]} ${version}` },
          { key: 'site', title: words.where, cell: ({ site }) => (site === null ? '' : placeName(site)) },
          { key: 'by', title: words.who, cell: ({ by }) => by },
          { key: 'why', title: words.why, cell: ({ why }) => why },
        ]}
      />
      {asked && <MoveDialog head={head} {...asked} onClose={() => setAsked(null)} />}
    </>
  );
}

function whereOf({ state, live_at, shadow_at }: HeadVersionView): string {
  const places = state === 'live' ? live_at : state === 'shadow' ? shadow_at : [];
  const name = strings.heads.states[state];
  return places.length > 0 ? `${name}: ${places.map(placeName).join(', ')}` : name;
}

/** The few figures that say most, of those that its manifest has. */
function figuresOf(figures: HeadVersionView['figures']): string {
  return ['accuracy', 'recall', 'fpr', 'auroc']
    .flatMap((name) => figures.find((one) => one.name === name) ?? [])
    .map(({ name, value }) => `${strings.heads.figure[name] ?? name} ${formatPercent(value)}`)
    .join(', ');
}
