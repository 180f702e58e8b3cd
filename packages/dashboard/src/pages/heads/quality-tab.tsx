import type { HeadVersionView } from '@splitsight/wire';
import { ApiError } from '../../api/api-error.ts';
import { useApi } from '../../api/use-api.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { Select } from '../../components/inputs.tsx';
import { LineChart } from '../../components/line-chart.tsx';
import { Spinner } from '../../components/progress.tsx';
import { formatPercent, formatScore } from '../../format/format.ts';
import { strings } from '../../strings/strings.ts';
import { type Run, runAnswerSchema } from './head-api.ts';
import { intervalOf } from './interval.ts';
import { ThresholdPicker } from './threshold-picker.tsx';

export interface VersionChoice {
  readonly head: string;
  readonly versions: readonly HeadVersionView[];
  readonly version: string;
  readonly onVersion: (version: string) => void;
}

/** How good a version is, on what it had not seen when it was trained. */
export function QualityTab({ head, versions, version, onVersion }: VersionChoice) {
  const { data, error } = useApi(`/api/v1/runs/${head}/${version}`, {
    answer: runAnswerSchema,
    enabled: version !== '',
  });
  const words = strings.heads;
  const wasTrainedElsewhere = error instanceof ApiError && error.code === 'RUN_NONE';
  return (
    <>
      <Select
        label={words.version}
        value={version}
        options={versions.map((one) => ({ value: one.version, label: `${one.version} (${words.states[one.state]})` }))}
        onChange={onVersion}
      />
      {wasTrainedElsewhere ? (
        <Figures version={versions.find((one) => one.version === version)} />
      ) : error ? (
        <ErrorNote error={error} />
      ) : data ? (
        <RunView head={head} version={version} run={data.run} />
      ) : (
        <Spinner label={strings.common.loading} />
      )}
    </>
  );
}

/** A version that was trained elsewhere brings its figures, and nothing to draw. */
function Figures({ version }: { readonly version: HeadVersionView | undefined }) {
  return (
    <>
      <p>{strings.heads.trainedElsewhere}</p>
      <dl className="head-figures">
        {(version?.figures ?? []).map(({ name, value, n }) => (
          <div key={name}>
            <dt>{strings.heads.figure[name] ?? name}</dt>
            <dd>
              {formatPercent(value)} <span className="dim">n {n}</span>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

const shown = ['accuracy', 'precision', 'recall', 'fpr', 'f1', 'auroc', 'average_precision', 'ece'] as const;

function RunView({ head, version, run }: { readonly head: string; readonly version: string; readonly run: Run }) {
  const { judgement, data, split, notes, curves } = run;
  const words = strings.heads;
  const kept = curves.find(({ fold }) => fold === 0) ?? curves[0];
  return (
    <>
      <p className="dim">
        {words.judgedOn(judgement.n, judgement.groups, data.name)} {split.why}
      </p>
      {notes.map((note) => (
        <p key={note} className="head-note">
          {note}
        </p>
      ))}
      <dl className="head-figures">
        {shown.map((name) => (
          <div key={name}>
            <dt>{words.figure[name] ?? name}</dt>
            <dd>
              {formatPercent(judgement[name].value)} <span className="dim">{intervalOf(judgement[name])}</span>
            </dd>
          </div>
        ))}
      </dl>
      <div className="head-charts">
        <LineChart
          title={words.prCurve}
          x={words.figure.recall ?? ''}
          y={words.figure.precision ?? ''}
          lines={[{ name: words.prCurve, points: judgement.curve.map(({ recall, precision }) => [recall, precision]) }]}
          range={{ x: [0, 1], y: [0, 1] }}
        />
        {kept && (
          <LineChart
            title={words.learningCurve}
            x={words.step}
            y={words.loss}
            lines={[
              { name: words.training, points: kept.points.map(({ step, training }) => [step, training.loss]) },
              { name: words.validation, points: kept.points.map(({ step, validation }) => [step, validation.loss]) },
            ]}
          />
        )}
        <Confusion classes={run.classes} counts={judgement.confusion} />
      </div>
      <ThresholdPicker head={head} version={version} />
    </>
  );
}

function Confusion({
  classes,
  counts,
}: {
  readonly classes: readonly string[];
  readonly counts: readonly (readonly number[])[];
}) {
  const words = strings.heads;
  return (
    <figure className="chart">
      <figcaption>{words.confusion}</figcaption>
      <table className="confusion">
        <thead>
          <tr>
            <th scope="col">{words.actualPredicted}</th>
            {classes.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {classes.map((actual, row) => {
            const line = counts[row] ?? [];
            const sum = line.reduce((total, count) => total + count, 0);
            return (
              <tr key={actual}>
                <th scope="row">{actual}</th>
                {classes.map((predicted, column) => (
                  <td key={predicted} data-right={row === column}>
                    {line[column] ?? 0}{' '}
                    <span className="dim">{sum > 0 ? formatScore((line[column] ?? 0) / sum) : ''}</span>
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </figure>
  );
}
