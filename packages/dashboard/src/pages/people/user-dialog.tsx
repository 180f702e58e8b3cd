import { type UserView, userAnswerSchema } from '@splitsight/wire';
import { type FormEvent, useState } from 'react';
import { useUnsaved } from '../../address/unsaved.ts';
import { ApiError } from '../../api/api-error.ts';
import { call } from '../../api/client.ts';
import { useSend } from '../../api/use-api.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Checkbox } from '../../components/inputs.tsx';
import { formatFull } from '../../format/format.ts';
import { strings } from '../../strings/strings.ts';
import { placesText } from './places-text.ts';
import { type Terms, TermsInputs } from './terms-inputs.tsx';
import { UserActions } from './user-actions.tsx';
import { usersPath } from './users-path.ts';

interface UserDialogProps {
  readonly user: UserView;
  readonly onClose: () => void;
  readonly onPassword: (name: string, password: string) => void;
}

/** Changes a user; when somebody else did meanwhile, shows both and lets choose. */
export function UserDialog({ user, onClose, onPassword }: UserDialogProps) {
  const words = strings.people;
  const [based, setBased] = useState(user);
  const [terms, setTerms] = useState<Terms & { readonly disabled: boolean }>(() => termsOf(user));
  const [theirs, setTheirs] = useState<UserView>();
  const path = `${usersPath}/${user.id}`;
  const save = useSend({
    request: (body: object) => ({ path, method: 'PUT', body, answer: userAnswerSchema }),
    outdates: [usersPath],
  });
  useUnsaved(JSON.stringify(terms) !== JSON.stringify(termsOf(based)));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (save.isPending) return;
    try {
      await save.mutateAsync({ ...terms, revision: based.revision });
      onClose();
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'PEOPLE_CHANGED') return;
      setTheirs((await call(path, { answer: userAnswerSchema })).user);
    }
  };
  const settle = (take: boolean) => {
    if (!theirs) return;
    if (take) setTerms(termsOf(theirs));
    setBased(theirs);
    setTheirs(undefined);
    save.reset();
  };
  return (
    <Dialog title={words.edit(user.name)} onClose={onClose}>
      <form className="form" onSubmit={(event) => void submit(event).catch(() => undefined)}>
        <TermsInputs terms={terms} onChange={(changed) => setTerms({ ...terms, ...changed })} />
        <Checkbox
          label={words.disabled}
          checked={terms.disabled}
          onChange={(disabled) => setTerms({ ...terms, disabled })}
        />
        {theirs ? (
          <div className="error-note" role="alert">
            <div className="form">
              <p>{words.changedBy(theirs.changed_by, formatFull(theirs.changed_at))}</p>
              <p>
                {words.theirs}: {theirs.full_name || theirs.name} · {words.roles[theirs.role]} ·{' '}
                {placesText(theirs.places)}
                {theirs.disabled && ` · ${words.states.disabled}`}
              </p>
              <div className="people-actions">
                <Button onClick={() => settle(true)}>{words.takeTheirs}</Button>
                <Button onClick={() => settle(false)}>{words.keepMine}</Button>
              </div>
            </div>
          </div>
        ) : (
          save.error && <ErrorNote error={save.error} />
        )}
        <div className="dialog-buttons">
          <Button onClick={onClose}>{strings.common.cancel}</Button>
          <Button kind="main" type="submit" busy={save.isPending} disabled={theirs !== undefined}>
            {strings.common.save}
          </Button>
        </div>
      </form>
      <UserActions user={user} onGone={onClose} onPassword={onPassword} />
    </Dialog>
  );
}

function termsOf({ full_name, role, places, disabled }: UserView): Terms & { readonly disabled: boolean } {
  return { full_name, role, places, disabled };
}
