import { channelSecretNames } from '@splitsight/wire';
import { Button } from '../../components/button.tsx';
import { TextInput } from '../../components/inputs.tsx';
import { strings } from '../../strings/strings.ts';
import { type ChannelDraft, makeWebhookSecret } from './channel-draft.ts';

interface SecretInputsProps {
  readonly draft: ChannelDraft;
  /** Which of them the server has. */
  readonly known: Readonly<Record<string, boolean>>;
  readonly onChange: (secrets: ChannelDraft['secrets']) => void;
}

/** What the server is told and never tells: empty fields leave it as it is. */
export function SecretInputs({ draft, known, onChange }: SecretInputsProps) {
  const words = strings.channels;
  return channelSecretNames[draft.settings.kind].map((name) => (
    <div key={name} className="channel-secret">
      <TextInput
        label={words.secrets[name]}
        help={known[name] ? words.secretKept : undefined}
        // What was made here has to be copied to the other side.
        type={name === 'secret' ? 'text' : 'password'}
        autoComplete={name === 'secret' ? 'off' : 'new-password'}
        maxLength={1000}
        value={draft.secrets[name] ?? ''}
        onChange={(value) => onChange({ ...draft.secrets, [name]: value })}
      />
      {name === 'secret' && (
        <Button onClick={() => onChange({ ...draft.secrets, secret: makeWebhookSecret() })}>{words.makeSecret}</Button>
      )}
    </div>
  ));
}
