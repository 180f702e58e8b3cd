import { type Arming, armingAnswerSchema, armingsAnswerSchema, commonProfiles } from '@splitsight/wire';
import { useState } from 'react';
import { useMay } from '../../api/me.ts';
import { useApi, useOutdate, useSend } from '../../api/use-api.ts';
import { Button } from '../../components/button.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Select, TextInput } from '../../components/inputs.tsx';
import { toasts } from '../../components/toast-list.ts';
import { formatFull } from '../../format/format.ts';
import { useLiveMessages } from '../../live/use-live.ts';
import { strings } from '../../strings/strings.ts';
import './arming.css';

const path = '/api/v1/arming';

/** How each site is armed, to be seen and set. @param quiet nothing is drawn where there is nothing to set. */
export function ArmingPanel({ quiet = false }: { readonly quiet?: boolean }) {
  const words = strings.rules.arming;
  const outdate = useOutdate();
  const { data, error, refetch } = useApi(path, { answer: armingsAnswerSchema });
  useLiveMessages((message) => {
    if (message.type === 'arming') outdate([path]);
  });
  if (quiet && (error || !data || data.sites.length === 0)) return null;
  return (
    <section className="panel arming" aria-label={words.title}>
      <h2>{words.title}</h2>
      <p className="field-help">{words.help}</p>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data?.sites.length === 0 && <p>{words.none}</p>}
      <ul>
        {data?.sites.map((arming) => (
          <ArmingRow key={arming.site} arming={arming} quiet={quiet} />
        ))}
      </ul>
    </section>
  );
}

interface ArmingRowProps {
  readonly arming: Arming;
  readonly quiet: boolean;
}

function ArmingRow({ arming: { site, profile, since, by, profiles }, quiet }: ArmingRowProps) {
  const words = strings.rules.arming;
  const may = useMay()('operate');
  const nameOf = (name: string) => words.names[name] ?? name;
  const send = useSend({
    request: (next: string) => ({
      path: `${path}/${encodeURIComponent(site)}`,
      method: 'PUT',
      answer: armingAnswerSchema,
      body: { profile: next },
    }),
    outdates: [path],
  });
  return (
    <li>
      <Select
        label={words.profile(site)}
        help={since === null ? words.never : words.since(by ?? '', formatFull(since))}
        value={profile}
        disabled={!may || send.isPending}
        onChange={(next) => {
          send.mutate(next, { onSuccess: () => toasts.show(words.done(site, nameOf(next))) });
        }}
        options={profiles.map((value) => ({ value, label: nameOf(value) }))}
      />
      {send.error && <ErrorNote error={send.error} />}
      {may && !quiet && <OwnProfiles key={profiles.join(' ')} site={site} profiles={profiles} />}
    </li>
  );
}

/** The profiles of a site besides the common ones. */
function OwnProfiles({ site, profiles }: Pick<Arming, 'site' | 'profiles'>) {
  const words = strings.rules.arming;
  const own = profiles.filter((name) => !(commonProfiles as readonly string[]).includes(name)).join(' ');
  const [text, setText] = useState(own);
  const send = useSend({
    request: (custom: readonly string[]) => ({
      path: `${path}/${encodeURIComponent(site)}/profiles`,
      method: 'PUT',
      answer: armingAnswerSchema,
      body: { custom },
    }),
    outdates: [path],
  });
  return (
    <details>
      <summary>{words.custom}</summary>
      <TextInput label={words.custom} help={words.customHelp} maxLength={500} value={text} onChange={setText} />
      <Button
        busy={send.isPending}
        disabled={text === own}
        onClick={() => send.mutate(text.split(/\s+/).filter((name) => name !== ''))}
      >
        {words.customSave}
      </Button>
      {send.error && <ErrorNote error={send.error} />}
    </details>
  );
}
