import { useState } from 'react';
import { call } from '../../api/client.ts';
import { useOutdate } from '../../api/use-api.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { toasts } from '../../components/toast-list.ts';
import { strings } from '../../strings/strings.ts';
import { changedAnswerSchema, type DataSet, setPath, setsPath } from './label-api.ts';
import { isId, LabelInput } from './label-input.tsx';

/** Items that something is to be done to: these, or all with a label. */
export interface Marked {
  readonly origins: ReadonlySet<string>;
  readonly ofLabel: string | undefined;
}

interface ItemBarProps {
  readonly set: DataSet;
  readonly marked: Marked;
  readonly count: number;
  readonly onDone: () => void;
}

/** Origins in one request. */
const most = 5000;

/** What can be done to the marked items. */
export function ItemBar({ set, marked, count, onDone }: ItemBarProps) {
  const outdate = useOutdate();
  const [label, setLabel] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [removing, setRemoving] = useState(false);
  const words = strings.labels;

  const change = async (what: 'relabel' | 'remove') => {
    const answers = [];
    for (const part of partsOf(marked)) {
      const body = what === 'relabel' ? { ...part, label } : part;
      const path = `${setPath(set.name)}/${what}`;
      answers.push(await call(path, { method: 'POST', answer: changedAnswerSchema, body }));
    }
    const changed = answers.reduce((sum, one) => sum + one.changed, 0);
    const missing = answers.reduce((sum, one) => sum + one.missing.length, 0);
    const done = what === 'relabel' ? words.changedItems(changed) : words.removedItems(changed);
    toasts.show(missing > 0 ? `${done} ${words.notThere(missing)}` : done);
    outdate([setsPath]);
  };
  const relabel = async () => {
    setBusy(true);
    setError(null);
    try {
      await change('relabel');
      onDone();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <form
      className="item-bar"
      aria-label={words.bulk}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && isId(label)) void relabel();
      }}
    >
      <strong role="status">{words.marked(count)}</strong>
      <LabelInput label={words.newLabel} value={label} known={Object.keys(set.labels)} onChange={setLabel} />
      <Button type="submit" kind="main" busy={busy} disabled={!isId(label)}>
        {words.relabel}
      </Button>
      <Button kind="danger" disabled={busy} onClick={() => setRemoving(true)}>
        {words.remove}
      </Button>
      <Button kind="quiet" onClick={onDone}>
        {words.unmark}
      </Button>
      {error !== null && <ErrorNote error={error} />}
      {removing && (
        <ConfirmDialog
          title={words.removeTitle(count)}
          action={words.remove}
          danger
          onConfirm={async () => {
            await change('remove');
            onDone();
          }}
          onClose={() => setRemoving(false)}
        >
          <p>{words.removeHelp}</p>
        </ConfirmDialog>
      )}
    </form>
  );
}

/** The bodies of the requests that name them all. */
function partsOf({ origins, ofLabel }: Marked): readonly object[] {
  if (ofLabel !== undefined) return [{ of_label: ofLabel }];
  const all = [...origins];
  return Array.from({ length: Math.ceil(all.length / most) }, (_, i) => ({
    origins: all.slice(i * most, (i + 1) * most),
  }));
}
