import { maxPasswordLength, minPasswordLength } from '@splitsight/wire';
import { type FormEvent, useState } from 'react';
import { z } from 'zod';
import { useSend } from '../../api/use-api.ts';
import { Button } from '../../components/button.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { TextInput } from '../../components/inputs.tsx';
import { toasts } from '../../components/toast-list.ts';
import { strings } from '../../strings/strings.ts';

/** Changes one's own password. */
export function PasswordPanel({ name }: { readonly name: string }) {
  const words = strings.people;
  const [password, setPassword] = useState('');
  const [fresh, setFresh] = useState('');
  const [repeated, setRepeated] = useState('');
  const send = useSend({
    request: (body: { password: string; new_password: string }) => ({
      path: '/api/v1/me/password',
      method: 'PUT',
      body,
      answer: z.object({ changed: z.boolean() }),
    }),
    outdates: ['/api/v1/me'],
  });
  const differs = repeated !== '' && fresh !== repeated;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (send.isPending || fresh !== repeated) return;
    await send.mutateAsync({ password, new_password: fresh });
    for (const clear of [setPassword, setFresh, setRepeated]) clear('');
    toasts.show(words.passwordChanged);
  };
  return (
    <section className="panel">
      <h2>{words.changePassword}</h2>
      <form className="form people-narrow" onSubmit={(event) => void submit(event).catch(() => undefined)}>
        {/* So that password managers know whose password it is. */}
        <input type="text" name="username" autoComplete="username" value={name} readOnly hidden />
        <TextInput
          label={words.oldPassword}
          type="password"
          autoComplete="current-password"
          value={password}
          maxLength={maxPasswordLength}
          required
          onChange={setPassword}
        />
        <TextInput
          label={words.newPassword}
          help={words.passwordHelp(minPasswordLength)}
          type="password"
          autoComplete="new-password"
          value={fresh}
          maxLength={maxPasswordLength}
          minLength={minPasswordLength}
          required
          onChange={setFresh}
        />
        <TextInput
          label={words.repeatPassword}
          error={differs ? words.passwordsDiffer : undefined}
          type="password"
          autoComplete="new-password"
          value={repeated}
          maxLength={maxPasswordLength}
          required
          onChange={setRepeated}
        />
        {send.error && <ErrorNote error={send.error} />}
        <div>
          <Button type="submit" busy={send.isPending}>
            {words.changePassword}
          </Button>
        </div>
      </form>
    </section>
  );
}
