import { formatYaml, type RuleView, ruleAnswerSchema, rulesAnswerSchema } from '@splitsight/wire';
import { useState } from 'react';
import { useLocation, useParams } from 'wouter';
import { useUnsaved } from '../../address/unsaved.ts';
import { ApiError } from '../../api/api-error.ts';
import { call } from '../../api/client.ts';
import { useMay } from '../../api/me.ts';
import { useApi, useOutdate } from '../../api/use-api.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog, Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Go } from '../../components/go.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Spinner } from '../../components/progress.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { toasts } from '../../components/toast-list.ts';
import { formatFull } from '../../format/format.ts';
import { useLive } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';
import { type Draft, draftOf, emptyDraft, problemsOf, sent } from './rule-draft.ts';
import { RuleForm } from './rule-form.tsx';
import { TryPanel } from './try-panel.tsx';
import './rules.css';

const path = '/api/v1/rules';

/** One rule: to be looked at, changed, tried and saved. */
export function RulePage() {
  const { rule: id = 'new' } = useParams<{ rule: string }>();
  const isNew = id === 'new';
  const heads = useLive((live) => live.heads);
  const { data, error, refetch } = useApi(`${path}/${encodeURIComponent(id)}`, {
    answer: ruleAnswerSchema,
    enabled: !isNew,
  });
  if (isNew) return <RuleEditor key="new" draft={emptyDraft(heads[0]?.name ?? '')} view={undefined} />;
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (!data || data.rule.rule.id !== id) return <Spinner label={strings.common.loading} />;
  return <RuleEditor key={id} draft={draftOf(data.rule)} view={data.rule} />;
}

function RuleEditor({ draft: first, view }: { readonly draft: Draft; readonly view: RuleView | undefined }) {
  const words = strings.rules;
  const [, navigate] = useLocation();
  const outdate = useOutdate();
  const may = useMay()('operate') && view?.built_in !== true;
  // What it began from: what somebody else saves meanwhile is not written over.
  const [base, setBase] = useState({ revision: view?.revision ?? 0, draft: first });
  const [draft, setDraft] = useState(first);
  const [shown, setShown] = useState<'form' | 'yaml'>('form');
  const [failure, setFailure] = useState<unknown>();
  const [theirs, setTheirs] = useState<RuleView>();
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState(false);
  const unsaved = draft !== base.draft;
  useUnsaved(unsaved);
  const problems = problemsOf(draft);
  const { data: all } = useApi(path, { answer: rulesAnswerSchema });
  const own = all?.rules.find(({ rule, built_in }) => built_in && rule.head === draft.head);
  const address = view ? `${path}/${encodeURIComponent(view.rule.id)}` : path;

  const take = ({ rule, ...rest }: RuleView) => {
    const next = draftOf({ rule, ...rest });
    setBase({ revision: rest.revision, draft: next });
    setDraft(next);
    setTheirs(undefined);
    setFailure(undefined);
  };
  const save = async (revision: number) => {
    setBusy(true);
    setFailure(undefined);
    try {
      const body = view ? { rule: sent(draft), revision } : { rule: sent(draft) };
      const answer = await call(address, { method: view ? 'PUT' : 'POST', answer: ruleAnswerSchema, body });
      take(answer.rule);
      outdate([path]);
      toasts.show(words.saved);
      if (!view) navigate('/rules');
    } catch (problem) {
      if (problem instanceof ApiError && problem.code === 'RULE_CHANGED') {
        setTheirs((await call(address, { answer: ruleAnswerSchema })).rule);
      } else setFailure(problem);
    } finally {
      setBusy(false);
    }
  };
  const remove = async () => {
    const query = { revision: base.revision };
    await call(address, { method: 'DELETE', answer: ruleAnswerSchema, query });
    setBase({ ...base, draft });
    outdate([path]);
    toasts.show(words.removed);
    navigate('/rules');
  };

  return (
    <div className="sheet rule">
      <p>
        <Go to="/rules">← {words.back}</Go>
      </p>
      <PageHead title={view ? draft.name : words.newTitle} {...(view && { help: view.rule.id })} />
      {view?.warnings.map((warning) => (
        <p key={warning} className="rule-warning">
          {words.warnings[warning]}
        </p>
      ))}
      <Tabs
        label={words.views}
        tabs={[
          { name: 'form', title: words.form },
          { name: 'yaml', title: 'YAML' },
        ]}
        chosen={shown}
        onChoose={setShown}
      >
        {shown === 'form' ? (
          <RuleForm
            key={base.revision}
            draft={draft}
            levels={own?.levels ?? null}
            problems={unsaved ? problems : new Map()}
            onChange={(change) => setDraft({ ...draft, ...change })}
          />
        ) : (
          <section aria-label={words.yamlLabel}>
            <pre className="rule-yaml">{formatYaml({ rules: [sent(draft)] }).trimStart()}</pre>
          </section>
        )}
      </Tabs>
      {unsaved && problems.size > 0 && (
        <p className="rule-warning" role="status">
          {words.wrong} {[...problems].map(([where, problem]) => `${where}: ${problem}`).join(' ')}
        </p>
      )}
      {failure !== undefined && <ErrorNote error={failure} />}
      {may && (
        <div className="rule-buttons">
          <Button
            kind="main"
            busy={busy}
            disabled={!unsaved || problems.size > 0}
            onClick={() => void save(base.revision)}
          >
            {words.save}
          </Button>
          {view && (
            <Button kind="danger" icon="trash" onClick={() => setAsked(true)}>
              {words.remove}
            </Button>
          )}
        </div>
      )}
      {may && <TryPanel draft={draft} ready={problems.size === 0} />}
      {asked && (
        <ConfirmDialog
          title={words.remove}
          action={words.remove}
          danger
          onConfirm={remove}
          onClose={() => setAsked(false)}
        >
          {words.removeText}
        </ConfirmDialog>
      )}
      {theirs && (
        <ConflictDialog
          mine={draft}
          theirs={theirs}
          onTake={() => take(theirs)}
          onKeep={() => {
            setTheirs(undefined);
            void save(theirs.revision);
          }}
          onClose={() => setTheirs(undefined)}
        />
      )}
    </div>
  );
}

interface ConflictDialogProps {
  readonly mine: Draft;
  readonly theirs: RuleView;
  readonly onTake: () => void;
  readonly onKeep: () => void;
  readonly onClose: () => void;
}

/** Somebody else has saved the rule meanwhile: both are shown, and one is chosen. */
function ConflictDialog({ mine, theirs, onTake, onKeep, onClose }: ConflictDialogProps) {
  const words = strings.rules;
  const when = theirs.changed_at === null ? '' : formatFull(theirs.changed_at);
  return (
    <Dialog title={words.conflict} wide onClose={onClose}>
      <p>{words.conflictText(theirs.changed_by ?? '', when)}</p>
      <div className="rule-both">
        <section aria-label={words.mine}>
          <h3>{words.mine}</h3>
          <pre>{formatYaml(sent(mine)).trimStart()}</pre>
        </section>
        <section aria-label={words.theirs}>
          <h3>{words.theirs}</h3>
          <pre>{formatYaml(theirs.rule).trimStart()}</pre>
        </section>
      </div>
      <div className="dialog-buttons">
        <Button onClick={onTake}>{words.takeTheirs}</Button>
        <Button kind="main" onClick={onKeep}>
          {words.keepMine}
        </Button>
      </div>
    </Dialog>
  );
}
