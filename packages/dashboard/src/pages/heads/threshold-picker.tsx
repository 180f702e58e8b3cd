import { useState } from 'react';
import { useApi } from '../../api/use-api.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { NumberInput, Select } from '../../components/inputs.tsx';
import { Table } from '../../components/table.tsx';
import { formatPercent, formatRate, formatScore } from '../../format/format.ts';
import { strings } from '../../strings/strings.ts';
import { thresholdsAnswerSchema } from './head-api.ts';
import { intervalOf } from './interval.ts';

interface ThresholdPickerProps {
  readonly head: string;
  readonly version: string;
  /** A backtest that has counted alerts a day by threshold. */
  readonly job?: number;
}

const goals = ['recall', 'precision', 'f1', 'alerts_per_day'] as const;

/** Which threshold serves a goal, and what it costs. */
export function ThresholdPicker({ head, version, job }: ThresholdPickerProps) {
  const [goal, setGoal] = useState<(typeof goals)[number]>(job === undefined ? 'recall' : 'alerts_per_day');
  const [atLeast, setAtLeast] = useState(0.9);
  const [atMost, setAtMost] = useState(1);
  const words = strings.heads.thresholds;
  const { data, error } = useApi(`/api/v1/head-versions/${head}/${version}/thresholds`, {
    answer: thresholdsAnswerSchema,
    query: { goal, at_least: atLeast, at_most: atMost, job: job ?? null },
  });
  const offered = job === undefined ? goals.filter((one) => one !== 'alerts_per_day') : goals;
  return (
    <section className="panel" aria-labelledby="thresholds-title">
      <h2 id="thresholds-title">{words.title}</h2>
      <div className="head-goal">
        <Select
          label={words.goal}
          value={goal}
          options={offered.map((value) => ({ value, label: words.goals[value] }))}
          onChange={setGoal}
        />
        {goal === 'alerts_per_day' && <NumberInput label={words.atMost} value={atMost} min={0} onChange={setAtMost} />}
        {(goal === 'recall' || goal === 'precision') && (
          <NumberInput label={words.atLeast} value={atLeast} min={0} max={1} step={0.01} onChange={setAtLeast} />
        )}
      </div>
      {error && <ErrorNote error={error} />}
      {data && (
        <>
          <p role="status">
            {data.picked.row ? (
              <>
                <strong>{words.picked(formatScore(data.picked.row.threshold))}</strong> {words.recall}{' '}
                {formatPercent(data.picked.row.recall.value)} ({intervalOf(data.picked.row.recall)}), {words.precision}{' '}
                {formatPercent(data.picked.row.precision.value)} ({intervalOf(data.picked.row.precision)})
                {data.picked.row.alerts_per_day !== undefined &&
                  `, ${words.perDay(formatRate(data.picked.row.alerts_per_day))}`}
              </>
            ) : (
              data.picked.why
            )}
          </p>
          {data.picked.row && data.picked.why !== null && <p className="dim">{data.picked.why}</p>}
          <details>
            <summary>{words.all(data.rows.length)}</summary>
            <Table
              caption={words.title}
              rows={data.rows}
              rowKey={({ threshold }) => String(threshold)}
              columns={[
                {
                  key: 'threshold',
                  title: words.threshold,
                  numeric: true,
                  heading: true,
                  cell: ({ threshold }) => formatScore(threshold),
                },
                {
                  key: 'recall',
                  title: words.recall,
                  numeric: true,
                  cell: ({ recall }) => `${formatPercent(recall.value)} (${intervalOf(recall)})`,
                },
                {
                  key: 'precision',
                  title: words.precision,
                  numeric: true,
                  cell: ({ precision }) => `${formatPercent(precision.value)} (${intervalOf(precision)})`,
                },
                { key: 'fpr', title: words.fpr, numeric: true, cell: ({ fpr }) => formatPercent(fpr.value) },
                {
                  key: 'day',
                  title: words.alertsADay,
                  numeric: true,
                  cell: ({ alerts_per_day: day }) => (day === undefined ? '–' : formatRate(day)),
                },
              ]}
            />
          </details>
        </>
      )}
    </section>
  );
}
