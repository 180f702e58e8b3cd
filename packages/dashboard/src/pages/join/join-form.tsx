import { type FormEvent, useState } from 'react';
import type { Facing } from '../../camera/media.ts';
import { Button } from '../../components/button.tsx';
import { Select, TextInput } from '../../components/inputs.tsx';
import { ModelSelect } from '../../components/model-select.tsx';
import type { ModelChoice } from '../../inference/choice.ts';
import { useStore } from '../../live/use-live.ts';
import { recall, remember } from '../../page/remembered.ts';
import { strings } from '../../strings/strings.ts';
import { checkDraft, type Draft, type DraftProblems, idFrom } from './identity.ts';

interface JoinFormProps {
  readonly sites: readonly string[];
  readonly choices: readonly ModelChoice[];
  readonly chosen: ModelChoice;
  readonly onChoose: (choice: ModelChoice) => void;
  readonly busy: boolean;
  readonly onStart: (draft: Draft, facing: Facing) => void;
}

const keys = { site: 'splitsight.join.site', name: 'splitsight.join.name', camera: 'splitsight.join.camera' } as const;
/** Stands for a site that is not in the list; no id can be this. */
const another = '';
const facings = ['environment', 'user'] as const;

/** Who this browser is to be, and with which model. */
export function JoinForm({ sites, choices, chosen, onChoose, busy, onStart }: JoinFormProps) {
  const words = strings.join;
  const store = useStore();
  const [fallback] = useState(() => `browser-${Math.floor(Math.random() * 0xffff).toString(16)}`);
  const [site, setSite] = useState(() => recall(keys.site) ?? sites[0] ?? 'home');
  const [typesSite, setTypesSite] = useState(!sites.includes(site));
  const [name, setName] = useState(() => recall(keys.name) ?? '');
  const [id, setId] = useState(() => recall(keys.camera));
  const [facing, setFacing] = useState<Facing>('environment');
  const [problems, setProblems] = useState<DraftProblems>({});
  const camera = id ?? idFrom(name, fallback);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const draft = { site, name, camera };
    const found = checkDraft(draft, store.live().cameras.values());
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    remember(keys.site, site);
    remember(keys.name, name);
    remember(keys.camera, camera);
    onStart(draft, facing);
  };

  return (
    <form className="form panel" onSubmit={submit}>
      <div className="form-row">
        {sites.length > 0 && (
          <Select
            label={words.site}
            value={typesSite ? another : site}
            disabled={busy}
            options={[...sites.map((one) => ({ value: one, label: one })), { value: another, label: words.newSite }]}
            onChange={(one) => {
              setTypesSite(one === another);
              setSite(one);
            }}
          />
        )}
        {(typesSite || sites.length === 0) && (
          <TextInput
            label={words.siteName}
            value={site}
            maxLength={63}
            disabled={busy}
            error={problems.site && words.idWrong}
            onChange={setSite}
          />
        )}
        <TextInput label={words.name} value={name} maxLength={100} disabled={busy} onChange={setName} />
        <TextInput
          label={words.id}
          help={words.idHelp}
          value={camera}
          maxLength={63}
          disabled={busy}
          error={problems.camera && (problems.camera === 'taken' ? words.idTaken : words.idWrong)}
          onChange={setId}
        />
      </div>
      <div className="form-row">
        <Select
          label={words.facing}
          value={facing}
          disabled={busy}
          options={facings.map((value) => ({ value, label: words.facings[value] }))}
          onChange={setFacing}
        />
        <ModelSelect choices={choices} chosen={chosen} onChoose={onChoose} disabled={busy} />
      </div>
      {chosen.heads.length === 0 && <p className="dim">{words.noHeads}</p>}
      <div>
        <Button kind="main" type="submit" icon="camera" busy={busy}>
          {words.start}
        </Button>
      </div>
    </form>
  );
}
