import { useState } from 'react';
import { useApi, useSend } from '../../api/use-api.ts';
import { useJob } from '../../api/use-job.ts';
import { Button } from '../../components/button.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Go } from '../../components/go.tsx';
import { NumberInput, Select, TextInput } from '../../components/inputs.tsx';
import { JobNote } from '../../components/job-note.tsx';
import { LineChart } from '../../components/line-chart.tsx';
import { formatPercent } from '../../format/format.ts';
import { strings } from '../../strings/strings.ts';
import { versionsAnswerSchema } from '../heads/head-api.ts';
import { intervalOf } from '../heads/interval.ts';
import { type DataSet, jobAnswerSchema, trainResultSchema } from './label-api.ts';
import { isId, LabelInput } from './label-input.tsx';
import { lossLines } from './learning-curve.ts';
import { newTraining, type TrainDraft, trainRequest } from './train-request.ts';
import { useLiveCurve } from './use-live-curve.ts';
import { useWhenDone } from './use-set-job.ts';

interface TrainTabProps {
  readonly set: DataSet;
  /** The training that is looked at; 0: none. */
  readonly job: number;
  readonly onJob: (job: number) => void;
}

/** Has a head learn from the data set, and shows how it does. */
export function TrainTab({ set, job, onJob }: TrainTabProps) {
  const id = job === 0 ? null : job;
  const watched = useJob(id);
  const send = useSend({
    request: (body: object) => ({ path: '/api/v1/runs', method: 'POST' as const, answer: jobAnswerSchema, body }),
    outdates: [],
  });
  useWhenDone(watched.job, ['/api/v1/head-versions', '/api/v1/runs']);
  const isOther = watched.job !== null && watched.job.kind !== 'train';
  const busy = send.isPending || (watched.job !== null && watched.job.finished_at === null);
  return (
    <>
      <p className="dim">{strings.labels.train.help}</p>
      <TrainForm
        set={set}
        busy={busy}
        onTrain={(draft) =>
          send.mutate(trainRequest(set.name, draft), { onSuccess: ({ job: begun }) => onJob(begun.id) })
        }
      />
      {send.error && <ErrorNote error={send.error} />}
      {!isOther && <Training watched={watched} id={id} />}
    </>
  );
}

function Training({ watched, id }: { readonly watched: ReturnType<typeof useJob>; readonly id: number | null }) {
  const points = useLiveCurve(id, watched.curve);
  const words = strings.labels.train;
  const { heads } = strings;
  const result = watched.job?.state === 'done' ? trainResultSchema.safeParse(watched.job.result).data : undefined;
  return (
    <>
      <JobNote watched={watched} />
      {points.length > 0 && (
        <div className="head-charts">
          <LineChart
            title={words.curve}
            x={heads.step}
            y={heads.loss}
            lines={lossLines(points, { training: heads.training, validation: heads.validation })}
          />
        </div>
      )}
      {result && (
        <div role="status">
          <p>
            {words.done(result.head, result.version, result.items)}{' '}
            <Go to={`/heads/${result.head}?tab=quality&version=${encodeURIComponent(result.version)}`}>
              {words.toVersion}
            </Go>
          </p>
          <dl className="head-figures">
            {(['accuracy', 'recall', 'fpr', 'auroc'] as const).map((name) => (
              <div key={name}>
                <dt>{heads.figure[name] ?? name}</dt>
                <dd>
                  {formatPercent(result[name].value)} <span className="dim">{intervalOf(result[name])}</span>
                </dd>
              </div>
            ))}
          </dl>
        </div>
      )}
    </>
  );
}

interface TrainFormProps {
  readonly set: DataSet;
  readonly busy: boolean;
  readonly onTrain: (draft: TrainDraft) => void;
}

function TrainForm({ set, busy, onTrain }: TrainFormProps) {
  const labels = Object.keys(set.labels).sort((a, b) => a.localeCompare(b));
  const [draft, setDraft] = useState(() => newTraining(labels));
  const heads = useApi('/api/v1/head-versions', { answer: versionsAnswerSchema });
  const words = strings.labels.train;
  const put = (change: Partial<TrainDraft>) => setDraft((before) => ({ ...before, ...change }));
  const ready = isId(draft.head);
  return (
    <form
      className="panel"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !busy) onTrain(draft);
      }}
    >
      <div className="form-row">
        <LabelInput
          label={words.head}
          help={words.headHelp}
          value={draft.head}
          known={[...new Set((heads.data?.versions ?? []).map((one) => one.head as string))]}
          onChange={(head) => put({ head })}
        />
        <Select
          label={words.alerting}
          value={draft.alerting}
          options={[{ value: '', label: words.likeHead }, ...labels.map((value) => ({ value, label: value }))]}
          onChange={(alerting) => put({ alerting })}
        />
      </div>
      <div className="form-row">
        <Select
          label={words.model}
          value={draft.model}
          options={(['linear', 'mlp'] as const).map((value) => ({ value, label: words.models[value] }))}
          onChange={(model) => put({ model })}
        />
        {draft.model === 'mlp' && (
          <NumberInput
            label={words.hidden}
            value={draft.hidden}
            min={1}
            max={4096}
            step={1}
            onChange={(hidden) => put({ hidden: Math.min(4096, Math.max(1, Math.round(hidden))) })}
          />
        )}
        <Select
          label={words.optimizer}
          value={draft.optimizer}
          options={(['lbfgs', 'sgd'] as const).map((value) => ({ value, label: words.optimizers[value] }))}
          onChange={(optimizer) => put({ optimizer })}
        />
        <NumberInput
          label={words.seed}
          value={draft.seed}
          min={0}
          max={1_000_000}
          step={1}
          onChange={(seed) => put({ seed: Math.min(1_000_000, Math.max(0, Math.round(seed))) })}
        />
      </div>
      <TextInput label={words.why} maxLength={1000} value={draft.why} onChange={(why) => put({ why })} />
      <div>
        <Button type="submit" kind="main" busy={busy} disabled={!ready}>
          {words.start}
        </Button>
      </div>
    </form>
  );
}
