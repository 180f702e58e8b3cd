import { type RuleView, rulesAnswerSchema, suppressedAnswerSchema } from '@splitsight/wire';
import { useLocation } from 'wouter';
import { useMay } from '../../api/me.ts';
import { useApi, useOutdate } from '../../api/use-api.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Go } from '../../components/go.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Spinner } from '../../components/progress.tsx';
import { type Column, Table } from '../../components/table.tsx';
import { formatFull, formatScore } from '../../format/format.ts';
import { useLiveMessages } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';
import { ArmingPanel } from './arming-panel.tsx';
import './rules.css';

const path = '/api/v1/rules';
const newest = 20;

/** All rules with what they did, how sites are armed, and what was not raised. */
export function RulesPage() {
  const words = strings.rules;
  const outdate = useOutdate();
  const [, navigate] = useLocation();
  const may = useMay()('operate');
  const { data, error, refetch } = useApi(path, { answer: rulesAnswerSchema, every: 10_000 });
  useLiveMessages((message) => {
    if (message.type === 'rules' || message.type === 'heads') outdate([path]);
  });
  return (
    <div className="sheet rules">
      <PageHead title={words.title} help={words.help}>
        {may && (
          <Button kind="main" icon="plus" onClick={() => navigate('/rules/new')}>
            {words.add}
          </Button>
        )}
      </PageHead>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Spinner label={strings.common.loading} />}
      {data && !data.rules.some((view) => !view.built_in) && <EmptyState text={words.none} />}
      {data && data.rules.length > 0 && (
        <Table caption={words.list} columns={columns()} rows={data.rules} rowKey={({ rule }) => rule.id} />
      )}
      <ArmingPanel />
      <NotRaised />
    </div>
  );
}

function columns(): readonly Column<RuleView>[] {
  const words = strings.rules;
  return [
    {
      key: 'name',
      title: words.columns.name,
      heading: true,
      sort: ({ rule }) => rule.name,
      cell: ({ rule, built_in }) =>
        built_in ? (
          <span className="dim">
            {rule.name} ({words.builtIn})
          </span>
        ) : (
          <Go to={`/rules/${encodeURIComponent(rule.id)}`}>{rule.name}</Go>
        ),
    },
    { key: 'head', title: words.columns.head, sort: ({ rule }) => rule.head, cell: ({ rule }) => rule.head },
    {
      key: 'cameras',
      title: words.columns.cameras,
      numeric: true,
      sort: ({ cameras }) => cameras,
      cell: ({ cameras }) => cameras,
    },
    {
      key: 'state',
      title: words.columns.state,
      sort: ({ state }) => state,
      cell: ({ state, warnings }) => (
        <>
          {words.states[state]}
          {warnings.map((warning) => (
            <span key={warning} className="rule-warned">
              {words.warnings[warning]}
            </span>
          ))}
        </>
      ),
    },
    {
      key: 'alerts',
      title: words.columns.alerts,
      numeric: true,
      sort: ({ alerts }) => alerts,
      cell: ({ alerts }) => alerts,
    },
    {
      key: 'suppressed',
      title: words.columns.suppressed,
      cell: ({ suppressed }) =>
        (Object.entries(suppressed) as [keyof typeof words.suppressed, number][])
          .map(([reason, count]) => `${words.suppressed[reason]} ${count}`)
          .join(', '),
    },
  ];
}

/** The newest alerts that something held back. */
function NotRaised() {
  const words = strings.rules;
  const { data } = useApi('/api/v1/suppressed', { answer: suppressedAnswerSchema, every: 10_000 });
  return (
    <section className="panel" aria-label={words.suppressedTitle}>
      <h2>{words.suppressedTitle}</h2>
      {data?.newest.length === 0 && <p className="dim">{words.suppressedNone}</p>}
      <ul className="rule-examples">
        {data?.newest.slice(0, newest).map(({ at, site, camera, head, zone, score, reason, rule }) => (
          <li key={`${at}/${site}/${camera}/${rule}/${zone}`}>
            {formatFull(at)} · {site}/{camera} · {head} {zone !== null && `· ${zone} `}· {formatScore(score)} ·{' '}
            {words.suppressed[reason]}
          </li>
        ))}
      </ul>
    </section>
  );
}
