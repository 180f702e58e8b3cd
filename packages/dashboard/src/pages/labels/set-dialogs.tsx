import { useState } from 'react';
import { useLocation } from 'wouter';
import { z } from 'zod';
import { useSend } from '../../api/use-api.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog, Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { strings } from '../../strings/strings.ts';
import { type DataSet, setAnswerSchema, setPath, setsPath } from './label-api.ts';
import { isId, LabelInput } from './label-input.tsx';

interface SetDialogProps {
  readonly set: DataSet;
  readonly onClose: () => void;
}

/** Makes a data set and goes there. */
export function CreateDialog({ query, onClose }: { readonly query: string; readonly onClose: () => void }) {
  const [, navigate] = useLocation();
  const words = strings.labels;
  const send = useSend({
    request: (name: string) => ({ path: setsPath, method: 'POST' as const, answer: setAnswerSchema, body: { name } }),
    outdates: [setsPath],
  });
  const make = (name: string) => send.mutate(name, { onSuccess: () => navigate(`/labels/${name}${query}`) });
  return (
    <NameDialog
      title={words.create}
      action={words.create}
      name=""
      busy={send.isPending}
      error={send.error}
      onName={make}
      onClose={onClose}
    />
  );
}

export function RenameDialog({ set, onClose }: SetDialogProps) {
  const words = strings.labels;
  const send = useSend({
    request: (to: string) => ({
      path: `${setPath(set.name)}/rename`,
      method: 'POST' as const,
      answer: setAnswerSchema,
      body: { to },
    }),
    outdates: [setsPath],
  });
  return (
    <NameDialog
      title={words.renameOf(set.name)}
      action={words.rename}
      name={set.name}
      busy={send.isPending}
      error={send.error}
      onName={(to) => send.mutate(to, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}

/** Says what goes before a data set does. */
export function DeleteDialog({ set, onClose }: SetDialogProps) {
  const words = strings.labels;
  const send = useSend({
    request: (name: string) => ({ path: setPath(name), method: 'DELETE' as const, answer: z.unknown() }),
    outdates: [setsPath],
  });
  return (
    <ConfirmDialog
      title={words.deleteOf(set.name)}
      action={strings.common.delete}
      danger
      onConfirm={() => send.mutateAsync(set.name)}
      onClose={onClose}
    >
      <p>{words.deleteHelp(set.items, Object.keys(set.labels).length)}</p>
    </ConfirmDialog>
  );
}

interface NameDialogProps {
  readonly title: string;
  readonly action: string;
  readonly name: string;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onName: (name: string) => void;
  readonly onClose: () => void;
}

function NameDialog({ title, action, name: before, busy, error, onName, onClose }: NameDialogProps) {
  const [name, setName] = useState(before);
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (isId(name) && !busy) onName(name);
        }}
      >
        <LabelInput
          label={strings.labels.name}
          help={strings.labels.nameHelp}
          value={name}
          known={[]}
          onChange={setName}
        />
        {error !== null && <ErrorNote error={error} />}
        <div className="dialog-buttons">
          <Button onClick={onClose}>{strings.common.cancel}</Button>
          <Button type="submit" kind="main" busy={busy} disabled={!isId(name) || name === before}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
