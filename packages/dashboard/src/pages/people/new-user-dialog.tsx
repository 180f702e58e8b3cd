import { oneTimePasswordAnswerSchema } from '@splitsight/wire';
import { type FormEvent, useState } from 'react';
import { useSend } from '../../api/use-api.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { TextInput } from '../../components/inputs.tsx';
import { strings } from '../../strings/strings.ts';
import { type Terms, TermsInputs } from './terms-inputs.tsx';
import { usersPath } from './users-path.ts';

interface NewUserDialogProps {
  readonly onClose: () => void;
  readonly onAdded: (name: string, password: string) => void;
}

export function NewUserDialog({ onClose, onAdded }: NewUserDialogProps) {
  const words = strings.people;
  const [name, setName] = useState('');
  const [terms, setTerms] = useState<Terms>({ full_name: '', role: 'viewer', places: null });
  const add = useSend({
    request: (body: object) => ({ path: usersPath, method: 'POST', body, answer: oneTimePasswordAnswerSchema }),
    outdates: [usersPath],
  });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (add.isPending) return;
    const { user, one_time_password } = await add.mutateAsync({ name: name.trim().toLowerCase(), ...terms });
    onAdded(user.name, one_time_password);
  };
  return (
    <Dialog title={words.newUser} onClose={onClose}>
      <form className="form" onSubmit={(event) => void submit(event).catch(() => undefined)}>
        <TextInput
          label={words.userName}
          help={words.userNameHelp}
          value={name}
          maxLength={63}
          required
          onChange={setName}
        />
        <TermsInputs terms={terms} onChange={setTerms} />
        {add.error && <ErrorNote error={add.error} />}
        <div className="dialog-buttons">
          <Button onClick={onClose}>{strings.common.cancel}</Button>
          <Button kind="main" type="submit" busy={add.isPending}>
            {words.addUser}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
