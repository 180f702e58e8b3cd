import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Checkbox, NumberInput, Select, TextInput } from '../../components/inputs.tsx';
import { JobNote } from '../../components/job-note.tsx';
import { units } from '../../format/units.ts';
import { useStore } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';
import { addedWords } from './added-words.ts';
import { CameraChoice, placeOf } from './camera-choice.tsx';
import { type DataSet, rangeResultSchema } from './label-api.ts';
import { isId, LabelInput } from './label-input.tsx';
import { localMoment, momentOf } from './local-moment.ts';
import { useSetJob } from './use-set-job.ts';

const fiveMinutes = 300_000;
const regionChoices = { both: ['global', 'motion'], motion: ['motion'], global: ['global'] } as const;

/** What a camera saw in a time becomes items with one label. */
export function RangeForm({ set }: { readonly set: DataSet }) {
  const store = useStore();
  const [camera, setCamera] = useState('');
  const [from, setFrom] = useState(() => localMoment(store.serverNow() - fiveMinutes));
  const [to, setTo] = useState(() => localMoment(store.serverNow()));
  const [label, setLabel] = useState('');
  const [every, setEvery] = useState(1);
  const [atMost, setAtMost] = useState(1000);
  const [regions, setRegions] = useState<keyof typeof regionChoices>('both');
  const [relabels, setRelabels] = useState(false);
  const { watched, error, busy, start } = useSetJob(set.name, 'from-range');
  const words = strings.labels;
  const [begin, end] = [momentOf(from), momentOf(to)];
  const isWrong = begin !== undefined && end !== undefined && end <= begin;
  const ready = camera !== '' && isId(label) && begin !== undefined && end !== undefined && !isWrong;
  const result = watched.job?.state === 'done' ? rangeResultSchema.safeParse(watched.job.result).data : undefined;
  const add = () =>
    start({
      ...placeOf(camera),
      ...{ from: begin, to: end, label, every_s: every, at_most: Math.round(atMost) },
      regions: regionChoices[regions],
      existing: relabels ? 'relabel' : 'keep',
    });
  return (
    <form
      className="panel"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !busy) add();
      }}
    >
      <h2>{words.range.title}</h2>
      <p className="dim">{words.range.help}</p>
      <CameraChoice value={camera} onChange={setCamera} />
      <div className="form-row">
        <TextInput type="datetime-local" label={words.range.from} maxLength={30} value={from} onChange={setFrom} />
        <TextInput
          type="datetime-local"
          label={words.range.to}
          maxLength={30}
          value={to}
          error={isWrong ? words.range.order : undefined}
          onChange={setTo}
        />
      </div>
      <LabelInput label={words.label} value={label} known={Object.keys(set.labels)} onChange={setLabel} />
      <div className="form-row">
        <NumberInput
          label={words.range.every}
          unit={units().s}
          value={every}
          min={0}
          max={86_400}
          onChange={setEvery}
        />
        <NumberInput label={words.range.atMost} value={atMost} min={1} max={20_000} step={1} onChange={setAtMost} />
        <Select
          label={words.range.regions}
          value={regions}
          options={[
            { value: 'both', label: words.range.both },
            { value: 'motion', label: words.region.motion },
            { value: 'global', label: words.region.global },
          ]}
          onChange={setRegions}
        />
      </div>
      <Checkbox label={words.existing} checked={relabels} onChange={setRelabels} />
      {error && <ErrorNote error={error} />}
      <div>
        <Button type="submit" kind="main" busy={busy} disabled={!ready}>
          {words.range.start}
        </Button>
      </div>
      <JobNote watched={watched} />
      {result && (
        <p role="status">
          {words.range.done(result.frames, result.seen)} {addedWords(result.items)}
        </p>
      )}
    </form>
  );
}
