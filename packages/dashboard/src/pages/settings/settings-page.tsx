import { maxSettingsText, settingsAnswerSchema, settingsDraftSchema } from '@splitsight/wire';
import { useRef, useState } from 'react';
import { useUnsaved } from '../../address/unsaved.ts';
import { ApiError } from '../../api/api-error.ts';
import { call } from '../../api/client.ts';
import { useApi, useOutdate } from '../../api/use-api.ts';
import { Button } from '../../components/button.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { TextInput } from '../../components/inputs.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Spinner } from '../../components/progress.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { toasts } from '../../components/toast-list.ts';
import { strings } from '../../strings/strings.ts';
import { useHelpWords } from './help-words.ts';
import { readShape } from './schema-shape.ts';
import { SettingsForm } from './settings-form.tsx';
import { StoragePart } from './storage-part.tsx';
import './settings.css';

const path = '/api/v1/settings';

interface Draft {
  readonly text: string;
  readonly values: unknown;
  readonly problem: string | null;
}

/** The configuration file of the server: as a form made of its schema, and as it is written. */
export function SettingsPage() {
  const { data, error, refetch } = useApi(path, { answer: settingsAnswerSchema });
  const outdate = useOutdate();
  const [view, setView] = useState<'form' | 'yaml'>('form');
  const [changed, setChanged] = useState<Draft | null>(null);
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [checking, setChecking] = useState(0);
  const turns = useRef(Promise.resolve());
  // What is written now, drawn or not, and how often it was written anew or thrown away.
  const written = useRef<Draft>(undefined);
  const era = useRef(0);
  // The revision that the draft began from: what somebody else saves meanwhile is not written over.
  const [revision, setRevision] = useState('');
  useUnsaved(changed !== null);
  const say = useHelpWords();
  const words = strings.settings;
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (!data) return <Spinner label={strings.common.loading} />;
  const draft = changed ?? data;

  const edit = (next: Draft) => {
    if (!changed) setRevision(data.revision);
    written.current = next;
    setChanged(next);
  };
  const write = (text: string) => {
    era.current++;
    edit({ ...draft, text });
  };
  const forget = () => {
    era.current++;
    written.current = undefined;
    setChanged(null);
    setFailure(undefined);
  };
  // One after the other: each begins from what the one before it made, and what is typed meanwhile stays.
  const ask = (edits: readonly object[] = []) => {
    const mine = era.current;
    setFailure(undefined);
    setChecking((count) => count + 1);
    turns.current = turns.current.then(async () => {
      try {
        const body = { text: (written.current ?? data).text, edits };
        const answer = await call(`${path}/draft`, { method: 'POST', answer: settingsDraftSchema, body });
        if (mine === era.current) edit(answer);
      } catch (problem) {
        setFailure(problem);
      } finally {
        setChecking((count) => count - 1);
      }
    });
  };
  const save = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      const body = { text: draft.text, revision };
      await call(path, { method: 'PUT', answer: settingsAnswerSchema, body });
      forget();
      outdate([path]);
      toasts.show(words.saved);
    } catch (problem) {
      setFailure(problem);
    } finally {
      setBusy(false);
    }
  };
  const keepMine = async () => {
    // Until it is known what they saved, saving would meet it again.
    setBusy(true);
    const { data: theirs } = await refetch();
    if (theirs) setRevision(theirs.revision);
    setFailure(undefined);
    setBusy(false);
  };
  const takeTheirs = () => {
    forget();
    void refetch();
  };

  const isConflict = failure instanceof ApiError && failure.code === 'SETTINGS_CHANGED';
  return (
    <div className="sheet settings">
      <PageHead title={words.title} help={data.file === null ? words.noFile : words.file(data.file)} />
      {data.restart && <p className="settings-restart">{words.restart}</p>}
      {failure !== undefined && <ErrorNote error={failure} />}
      {isConflict && (
        <p className="settings-conflict">
          <Button onClick={takeTheirs}>{words.takeTheirs}</Button>
          <Button busy={busy} onClick={() => void keepMine()}>
            {words.keepMine}
          </Button>
        </p>
      )}
      <StoragePart />
      <Tabs
        label={words.views}
        tabs={[
          { name: 'form', title: words.form },
          { name: 'yaml', title: 'YAML' },
        ]}
        chosen={view}
        onChoose={(next) => {
          setView(next);
          if (next === 'form' && changed) ask();
        }}
      >
        {view === 'yaml' ? (
          <div className="settings-yaml">
            <TextInput label={words.text} rows={28} maxLength={maxSettingsText} value={draft.text} onChange={write} />
            <Button onClick={() => ask()}>{words.check}</Button>
          </div>
        ) : draft.values === null ? (
          <p>{words.unreadable}</p>
        ) : (
          <SettingsForm shape={readShape(data.schema, say)} values={draft.values} onEdit={(edit) => ask([edit])} />
        )}
      </Tabs>
      {draft.problem !== null && (
        <p className="settings-problem" role="alert">
          {draft.problem}
        </p>
      )}
      <div className="settings-buttons">
        <Button
          kind="main"
          busy={busy || checking > 0}
          disabled={!changed || draft.problem !== null || data.file === null}
          onClick={() => void save()}
        >
          {strings.common.save}
        </Button>
        <Button disabled={!changed} onClick={takeTheirs}>
          {words.discard}
        </Button>
      </div>
    </div>
  );
}
