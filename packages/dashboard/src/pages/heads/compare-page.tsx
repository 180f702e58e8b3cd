import './heads.css';

import { z } from 'zod';
import { useFilters } from '../../address/use-filters.ts';
import { useApi } from '../../api/use-api.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Go } from '../../components/go.tsx';
import { Checkbox } from '../../components/inputs.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Spinner } from '../../components/progress.tsx';
import { formatFull } from '../../format/format.ts';
import { strings } from '../../strings/strings.ts';
import { type Comparison, comparisonSchema, figureText, valueText } from './comparison.ts';
import { versionsAnswerSchema } from './head-api.ts';

const filtersSchema = z.object({
  /** `<head>/<version>`, with commas between. */
  runs: z.string().max(2000).default(''),
  all: z.enum(['yes', 'no']).default('yes'),
});
const fewest = 2;
const most = 8;

/** Runs side by side: what they were made with, and how good they are. */
export function ComparePage() {
  const [{ runs, all }, change] = useFilters(filtersSchema);
  const chosen = runs === '' ? [] : runs.split(',');
  const isEnough = chosen.length >= fewest && chosen.length <= most;
  const words = strings.labels.compare;
  const put = (next: readonly string[]) => change({ runs: next.join(',') });
  return (
    <div className="sheet">
      <PageHead title={words.title} help={words.help}>
        <Go to="/heads">{strings.heads.all}</Go>
      </PageHead>
      <details open={!isEnough}>
        <summary>{isEnough ? words.other : words.choose}</summary>
        <Choice chosen={chosen} onChoose={put} />
      </details>
      {isEnough && (
        <Compared runs={runs} onlyDifferences={all === 'no'} onOnly={(only) => change({ all: only ? 'no' : 'yes' })} />
      )}
    </div>
  );
}

interface ChoiceProps {
  readonly chosen: readonly string[];
  readonly onChoose: (runs: readonly string[]) => void;
}

/** The runs that there are, newest first. */
function Choice({ chosen, onChoose }: ChoiceProps) {
  const { data, error } = useApi('/api/v1/runs', { answer: runsAnswerSchema });
  const words = strings.labels.compare;
  if (error) return <ErrorNote error={error} />;
  if (!data) return <Spinner label={strings.common.loading} />;
  if (data.runs.length === 0) return <EmptyState text={words.none} help={words.noneHelp} />;
  return (
    <fieldset className="compare-choice">
      <legend className="unseen">{words.choose}</legend>
      {data.runs.map(({ head, version, added_at }) => {
        const name = `${head}/${version}`;
        const isIn = chosen.includes(name);
        return (
          <Checkbox
            key={name}
            label={`${head} ${version}, ${formatFull(added_at)}`}
            checked={isIn}
            disabled={!isIn && chosen.length >= most}
            onChange={() => onChoose(isIn ? chosen.filter((one) => one !== name) : [...chosen, name])}
          />
        );
      })}
    </fieldset>
  );
}

const runsAnswerSchema = z.object({ runs: versionsAnswerSchema.shape.versions });

interface ComparedProps {
  readonly runs: string;
  readonly onlyDifferences: boolean;
  readonly onOnly: (only: boolean) => void;
}

function Compared({ runs, onlyDifferences, onOnly }: ComparedProps) {
  const { data, error, refetch } = useApi('/api/v1/runs/compare', { answer: comparisonSchema, query: { runs } });
  const words = strings.labels.compare;
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (!data) return <Spinner label={strings.common.loading} />;
  const nameOf = (place: number) => `${data.runs[place]?.head} ${data.runs[place]?.version}`;
  return (
    <>
      <p>
        <Button pressed={onlyDifferences} onClick={() => onOnly(!onlyDifferences)}>
          {words.onlyDifferences}
        </Button>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className="table-wrap" aria-label={words.title} tabIndex={0}>
        <table className="table compared">
          <caption className="unseen">{words.title}</caption>
          <thead>
            <tr>
              <td />
              {data.runs.map(({ head, version }) => (
                <th key={`${head}/${version}`} scope="col">
                  <Go
                    to={`/heads/${head}?tab=quality&version=${encodeURIComponent(version)}`}
                  >{`${head} ${version}`}</Go>
                </th>
              ))}
            </tr>
          </thead>
          {(['figure', 'data', 'parameter'] as const).map((kind) => (
            <Rows
              key={kind}
              kind={kind}
              rows={data.rows.filter((row) => row.kind === kind && (row.differs || !onlyDifferences))}
              columns={data.runs.length}
            />
          ))}
        </table>
      </section>
      {data.pairs.length > 0 && (
        <>
          <h2>{words.pairs}</h2>
          <ul>
            {data.pairs.map(({ a, b, items, only_a, only_b, p }) => (
              <li key={`${a}/${b}`}>
                {words.pair(nameOf(a), nameOf(b), items, only_a, only_b, figureText(p))} {p >= 0.05 && words.chance}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

interface RowsProps {
  readonly kind: Comparison['rows'][number]['kind'];
  readonly rows: Comparison['rows'];
  readonly columns: number;
}

function Rows({ kind, rows, columns }: RowsProps) {
  const words = strings.labels.compare;
  if (rows.length === 0) return null;
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={columns + 1}>
          {words.kind[kind]}
        </th>
      </tr>
      {rows.map(({ name, values, differs }) => (
        <tr key={name} data-differs={differs}>
          <th scope="row">
            {strings.heads.figure[name] ?? name}
            {differs && (
              <>
                {' '}
                <span aria-hidden="true">*</span>
                <span className="unseen">{words.differs}</span>
              </>
            )}
          </th>
          {values.map((value, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a column is a run, and stays
            <td key={place}>{valueText(name, value)}</td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}
