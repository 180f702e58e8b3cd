import { useState } from 'react';
import { useApi, useSend } from '../../api/use-api.ts';
import { Button } from '../../components/button.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Checkbox } from '../../components/inputs.tsx';
import { strings } from '../../strings/strings.ts';
import { versionsAnswerSchema } from '../heads/head-api.ts';
import { addedWords } from './added-words.ts';
import { type DataSet, setPath, setsPath, verdictsResultSchema } from './label-api.ts';
import { isId, LabelInput } from './label-input.tsx';

/** What people said of alerts becomes items. */
export function VerdictsForm({ set }: { readonly set: DataSet }) {
  const heads = useApi('/api/v1/head-versions', { answer: versionsAnswerSchema });
  const [head, setHead] = useState('');
  const [right, setRight] = useState('');
  const [wrong, setWrong] = useState('');
  const [relabels, setRelabels] = useState(false);
  const words = strings.labels;
  const send = useSend({
    request: (body: object) => ({
      path: `${setPath(set.name)}/from-verdicts`,
      method: 'POST' as const,
      answer: verdictsResultSchema,
      body,
    }),
    outdates: [setsPath],
  });
  const known = Object.keys(set.labels);
  const isFine = isId(head) && [right, wrong].every((label) => label === '' || isId(label));
  const add = () =>
    send.mutate({
      head,
      labels: { ...(right !== '' && { true: right }), ...(wrong !== '' && { false: wrong }) },
      existing: relabels ? 'relabel' : 'keep',
    });
  return (
    <form
      className="panel"
      onSubmit={(event) => {
        event.preventDefault();
        if (isFine && !send.isPending) add();
      }}
    >
      <h2>{words.verdicts.title}</h2>
      <p className="dim">{words.verdicts.help}</p>
      <LabelInput
        label={words.verdicts.head}
        value={head}
        known={[...new Set((heads.data?.versions ?? []).map((one) => one.head as string))]}
        onChange={setHead}
      />
      <div className="form-row">
        <LabelInput
          label={words.verdicts.right}
          help={words.verdicts.usual}
          value={right}
          known={known}
          onChange={setRight}
        />
        <LabelInput
          label={words.verdicts.wrong}
          help={words.verdicts.usual}
          value={wrong}
          known={known}
          onChange={setWrong}
        />
      </div>
      <Checkbox label={words.existing} checked={relabels} onChange={setRelabels} />
      {send.error && <ErrorNote error={send.error} />}
      <div>
        <Button type="submit" kind="main" busy={send.isPending} disabled={!isFine}>
          {words.verdicts.start}
        </Button>
      </div>
      {send.data && (
        <div role="status">
          <p>
            {words.verdicts.done(send.data.verdicts)} {addedWords(send.data.items)}
          </p>
          <p className="dim">
            {words.verdicts.left(send.data.unsure, send.data.unlabelled, send.data.gone, send.data.other_kinds)}
          </p>
        </div>
      )}
    </form>
  );
}
