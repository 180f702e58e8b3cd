import { maxPasswordLength, meAnswerSchema, minPasswordLength } from '@splitsight/wire';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { ApiError } from '../api/api-error.ts';
import { call } from '../api/client.ts';
import { Button } from '../components/button.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { TextInput } from '../components/inputs.tsx';
import { strings } from '../strings/strings.ts';

interface LoginFormProps {
  /** Who was logged in before. */
  readonly known: string | undefined;
  readonly onIn: (name: string) => void;
}

/** Name and password; for a one-time password also the one in its place. */
export function LoginForm({ known, onIn }: LoginFormProps) {
  const words = strings.people;
  const [name, setName] = useState(known ?? '');
  const [password, setPassword] = useState('');
  const [fresh, setFresh] = useState('');
  const [repeated, setRepeated] = useState('');
  const [isOnce, setIsOnce] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const form = useRef<HTMLFormElement>(null);
  const first = isOnce ? 2 : known === undefined ? 0 : 1;
  useEffect(() => {
    // After the dialog is open, which puts the focus on its first button.
    const timer = setTimeout(() => form.current?.querySelectorAll('input')[first]?.focus());
    return () => clearTimeout(timer);
  }, [first]);

  const differs = isOnce && repeated !== '' && fresh !== repeated;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || (isOnce && fresh !== repeated)) return;
    setBusy(true);
    setError(undefined);
    try {
      const body = { name, password, ...(isOnce && { new_password: fresh }) };
      const { me } = await call('/api/v1/login', { method: 'POST', body, answer: meAnswerSchema });
      onIn(me.name);
    } catch (failure) {
      const asksForNew = failure instanceof ApiError && failure.code === 'LOGIN_NEW_PASSWORD';
      if (asksForNew) setIsOnce(true);
      setError(asksForNew && !isOnce ? undefined : failure);
      setBusy(false);
    }
  };
  return (
    <form ref={form} className="form" onSubmit={(event) => void submit(event)}>
      <TextInput
        label={words.name}
        value={name}
        maxLength={100}
        autoComplete="username"
        required
        onChange={setName}
        disabled={isOnce}
      />
      <TextInput
        label={words.password}
        type="password"
        value={password}
        maxLength={maxPasswordLength}
        autoComplete="current-password"
        required
        onChange={setPassword}
        disabled={isOnce}
      />
      {isOnce && (
        <>
          <p role="status">{words.choosePassword}</p>
          <TextInput
            label={words.newPassword}
            help={words.passwordHelp(minPasswordLength)}
            type="password"
            value={fresh}
            maxLength={maxPasswordLength}
            minLength={minPasswordLength}
            autoComplete="new-password"
            required
            onChange={setFresh}
          />
          <TextInput
            label={words.repeatPassword}
            error={differs ? words.passwordsDiffer : undefined}
            type="password"
            value={repeated}
            maxLength={maxPasswordLength}
            autoComplete="new-password"
            required
            onChange={setRepeated}
          />
        </>
      )}
      {error !== undefined && <ErrorNote error={error} />}
      <div className="dialog-buttons">
        <Button kind="main" type="submit" busy={busy}>
          {words.enter}
        </Button>
      </div>
    </form>
  );
}
