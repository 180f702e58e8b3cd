import {
  endedAnswerSchema,
  type Me,
  newTokenAnswerSchema,
  type Place,
  type Role,
  roles,
  type TokenView,
  tokensAnswerSchema,
} from '@splitsight/wire';
import { type FormEvent, useState } from 'react';
import { useApi, useSend } from '../../api/use-api.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog, Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { NumberInput, Select, TextInput } from '../../components/inputs.tsx';
import { formatFull } from '../../format/format.ts';
import { strings } from '../../strings/strings.ts';
import { PlacesInput } from './places-input.tsx';
import { SecretDialog } from './secret-dialog.tsx';
import { TokenTable } from './token-table.tsx';

const path = '/api/v1/me/tokens';

/** One's API tokens. */
export function TokensPanel({ me }: { readonly me: Me }) {
  const words = strings.people;
  const { data, error } = useApi(path, { answer: tokensAnswerSchema });
  const [making, setMaking] = useState(false);
  const [secret, setSecret] = useState<string>();
  const [revoked, setRevoked] = useState<TokenView>();
  const revoke = useSend({
    request: (id: number) => ({ path: `${path}/${id}`, method: 'DELETE', answer: endedAnswerSchema }),
    outdates: [path],
  });
  const tokens = data?.tokens ?? [];
  return (
    <section className="panel">
      <h2>{words.tokens}</h2>
      <p className="dim">{words.tokensHelp}</p>
      {error && <ErrorNote error={error} />}
      {tokens.length > 0 ? <TokenTable tokens={tokens} onRevoke={setRevoked} /> : <p>{words.noTokens}</p>}
      <div>
        <Button icon="plus" onClick={() => setMaking(true)}>
          {words.newToken}
        </Button>
      </div>
      {making && (
        <NewToken
          me={me}
          onClose={() => setMaking(false)}
          onMade={(made) => {
            setMaking(false);
            setSecret(made);
          }}
        />
      )}
      {secret !== undefined && (
        <SecretDialog
          title={words.tokenMade}
          help={words.tokenOnce}
          secret={secret}
          onClose={() => setSecret(undefined)}
        />
      )}
      {revoked && (
        <ConfirmDialog
          title={words.revokeToken(revoked.name)}
          action={words.revoke}
          danger
          onConfirm={() => revoke.mutateAsync(revoked.id)}
          onClose={() => setRevoked(undefined)}
        >
          <p>{words.revokeHelp}</p>
        </ConfirmDialog>
      )}
    </section>
  );
}

interface NewTokenProps {
  readonly me: Me;
  readonly onClose: () => void;
  readonly onMade: (secret: string) => void;
}

function NewToken({ me, onClose, onMade }: NewTokenProps) {
  const words = strings.people;
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [places, setPlaces] = useState<Place[] | null>(me.places);
  const [days, setDays] = useState(90);
  const make = useSend({
    request: (body: object) => ({ path, method: 'POST', body, answer: newTokenAnswerSchema }),
    outdates: [path],
  });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (make.isPending) return;
    const { secret } = await make.mutateAsync({ name, role, places: role === 'admin' ? null : places, days });
    onMade(secret);
  };
  const offered = roles.slice(0, roles.indexOf(me.role) + 1);
  return (
    <Dialog title={words.newToken} onClose={onClose}>
      <form className="form" onSubmit={(event) => void submit(event).catch(() => undefined)}>
        <TextInput label={words.token.name} value={name} maxLength={32} required onChange={setName} />
        <Select
          label={words.role}
          help={words.roleHelp[role]}
          value={role}
          options={offered.map((value) => ({ value, label: words.roles[value] }))}
          onChange={setRole}
        />
        {role !== 'admin' && <PlacesInput value={places} onChange={setPlaces} />}
        <NumberInput
          label={words.tokenDays}
          value={days}
          min={1}
          max={3650}
          step={1}
          unit={words.days}
          onChange={setDays}
        />
        <p className="dim">
          {words.token.expires}: {formatFull(Date.now() + days * 86_400_000)}
        </p>
        {make.error && <ErrorNote error={make.error} />}
        <div className="dialog-buttons">
          <Button onClick={onClose}>{strings.common.cancel}</Button>
          <Button kind="main" type="submit" busy={make.isPending}>
            {words.makeToken}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
