import { type ChannelView, channelViewSchema } from '@splitsight/wire';
import { useState } from 'react';
import { useUnsaved } from '../../address/unsaved.ts';
import { ApiError } from '../../api/api-error.ts';
import { call } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Checkbox, NumberInput, Select, TextInput } from '../../components/inputs.tsx';
import { toasts } from '../../components/toast-list.ts';
import { strings } from '../../strings/strings.ts';
import { type ChannelDraft, draftOf, inputOf, problemsOf } from './channel-draft.ts';
import { channelsPath } from './channels-path.ts';
import { FilterInputs } from './filter-inputs.tsx';
import { QuietInputs } from './quiet-inputs.tsx';
import { SecretInputs } from './secret-inputs.tsx';
import { SettingsInputs } from './settings-inputs.tsx';

interface ChannelDialogProps {
  /** What is changed; undefined: a new one. */
  readonly channel: ChannelView | undefined;
  readonly began: ChannelDraft;
  readonly onSaved: () => void;
  readonly onClose: () => void;
}

/** A form for a channel. When somebody else has changed it meanwhile, nothing typed is lost. */
export function ChannelDialog({ channel, began, onSaved, onClose }: ChannelDialogProps) {
  const [draft, setDraft] = useState(began);
  const [revision, setRevision] = useState(channel?.revision);
  const [shown, setShown] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  useUnsaved(draft !== began);
  const words = strings.channels;
  const problems = shown ? problemsOf(draft) : [];
  const wrong = (start: string) => (key: string) =>
    problems.some((one) => `${one}.`.startsWith(`${start}${key}.`)) ? words.wrong : undefined;
  const change = (part: Partial<ChannelDraft>) => setDraft({ ...draft, ...part });

  const send = (asked: ChannelDraft) =>
    call(channel ? `${channelsPath}/${channel.id}` : channelsPath, {
      method: channel ? 'PUT' : 'POST',
      answer: channelViewSchema,
      body: { ...inputOf(asked), ...(channel && { revision }) },
    });
  const save = async () => {
    setShown(true);
    if (problemsOf(draft).length > 0) return;
    setBusy(true);
    setFailure(undefined);
    try {
      try {
        await send(draft);
        toasts.show(words.saved(draft.name));
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'NOTIFY_LEAVES') throw error;
        // It goes elsewhere now, outside: whoever switches it on again is asked.
        await send({ ...draft, on: false });
        toasts.show(words.savedOff(draft.name), { kind: 'news' });
      }
      onSaved();
      onClose();
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  const settle = async (take: boolean) => {
    // Until it is known what they saved, saving would meet it again.
    setBusy(true);
    try {
      const theirs = await call(`${channelsPath}/${channel?.id}`, { answer: channelViewSchema });
      setRevision(theirs.revision);
      if (take) setDraft(draftOf(theirs));
      setFailure(undefined);
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  const isConflict = failure instanceof ApiError && failure.code === 'NOTIFY_CHANGED';

  return (
    <Dialog wide title={channel ? words.change(channel.name) : words.kinds[draft.settings.kind]} onClose={onClose}>
      <form
        className="form channel-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <fieldset>
          <legend>{words.parts.settings}</legend>
          <TextInput
            label={words.name}
            error={wrong('')('name')}
            maxLength={100}
            value={draft.name}
            onChange={(name) => change({ name })}
          />
          <SettingsInputs
            settings={draft.settings}
            onChange={(settings) => change({ settings })}
            wrong={wrong('settings.')}
          />
          <SecretInputs draft={draft} known={channel?.secrets ?? {}} onChange={(secrets) => change({ secrets })} />
        </fieldset>
        <fieldset>
          <legend>{words.parts.filter}</legend>
          <FilterInputs filter={draft.filter} onChange={(filter) => change({ filter })} wrong={wrong('filter.')} />
        </fieldset>
        <fieldset>
          <legend>{words.parts.message}</legend>
          <Select
            label={strings.common.language}
            value={draft.language}
            options={[
              { value: 'en', label: 'English' },
              { value: 'ru', label: 'Русский' },
            ]}
            onChange={(language) => change({ language })}
          />
          <TextInput
            label={words.timeZone}
            error={wrong('')('time_zone')}
            maxLength={64}
            value={draft.time_zone}
            onChange={(time_zone) => change({ time_zone })}
          />
          {draft.settings.kind !== 'web_push' && (
            <Checkbox
              label={words.pictures}
              help={words.picturesHelp}
              checked={draft.pictures}
              onChange={(pictures) => change({ pictures })}
            />
          )}
        </fieldset>
        <fieldset>
          <legend>{words.parts.pace}</legend>
          <NumberInput
            label={words.group}
            help={words.groupHelp}
            unit={words.seconds}
            min={0}
            max={3600}
            error={wrong('')('group_s')}
            value={draft.group_s}
            onChange={(group_s) => change({ group_s })}
          />
          <NumberInput
            label={words.interval}
            help={words.intervalHelp}
            unit={words.seconds}
            min={0}
            max={86_400}
            error={wrong('')('min_interval_s')}
            value={draft.min_interval_s}
            onChange={(min_interval_s) => change({ min_interval_s })}
          />
          <NumberInput
            label={words.expire}
            unit={words.seconds}
            min={10}
            max={604_800}
            error={wrong('')('expire_s')}
            value={draft.expire_s}
            onChange={(expire_s) => change({ expire_s })}
          />
          <QuietInputs quiet={draft.quiet} onChange={(quiet) => change({ quiet })} />
        </fieldset>
        {failure !== undefined && <ErrorNote error={failure} />}
        {isConflict && (
          <p className="channel-conflict">
            <span>{failure.message}</span>
            <Button busy={busy} onClick={() => void settle(true)}>
              {words.takeTheirs}
            </Button>
            <Button busy={busy} onClick={() => void settle(false)}>
              {words.keepMine}
            </Button>
          </p>
        )}
        <div className="dialog-buttons">
          <Button onClick={onClose}>{strings.common.cancel}</Button>
          <Button kind="main" type="submit" busy={busy}>
            {strings.common.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
