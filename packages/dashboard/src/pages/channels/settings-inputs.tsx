import type { ChannelSettings } from '@splitsight/wire';
import { Checkbox, NumberInput, Select, TextInput } from '../../components/inputs.tsx';
import { strings } from '../../strings/strings.ts';
import { ListInput } from './list-input.tsx';

interface SettingsInputsProps {
  readonly settings: ChannelSettings;
  readonly onChange: (settings: ChannelSettings) => void;
  /** What is wrong with a key of them, in words. */
  readonly wrong: (key: string) => string | undefined;
}

/** What a kind of channel needs to know. */
export function SettingsInputs({ settings, onChange, wrong }: SettingsInputsProps) {
  const words = strings.channels.settings;
  switch (settings.kind) {
    case 'web_push':
      return (
        <TextInput
          label={words.contact}
          help={words.contactHelp}
          error={wrong('contact')}
          maxLength={254}
          value={settings.contact}
          onChange={(contact) => onChange({ ...settings, contact })}
        />
      );
    case 'webhook':
      return (
        <TextInput
          label={words.url}
          type="url"
          error={wrong('url')}
          maxLength={1000}
          value={settings.url}
          onChange={(url) => onChange({ ...settings, url })}
        />
      );
    case 'email':
      return <EmailInputs settings={settings} onChange={onChange} wrong={wrong} />;
    case 'telegram':
      return (
        <>
          <ListInput
            label={words.chats}
            help={words.chatsHelp}
            error={wrong('chats')}
            value={settings.chats}
            onChange={(chats) => onChange({ ...settings, chats })}
          />
          <TextInput
            label={words.api}
            type="url"
            error={wrong('api')}
            maxLength={1000}
            value={settings.api}
            onChange={(api) => onChange({ ...settings, api })}
          />
          <Checkbox
            label={words.classify}
            help={words.classifyHelp}
            checked={settings.classify}
            onChange={(classify) => onChange({ ...settings, classify })}
          />
        </>
      );
    case 'ntfy':
      return (
        <>
          <TextInput
            label={words.ntfyServer}
            type="url"
            error={wrong('server')}
            maxLength={1000}
            value={settings.server}
            onChange={(server) => onChange({ ...settings, server })}
          />
          <TextInput
            label={words.ntfyTopic}
            error={wrong('topic')}
            maxLength={64}
            value={settings.topic}
            onChange={(topic) => onChange({ ...settings, topic })}
          />
          <NumberInput
            label={words.priority}
            error={wrong('priority')}
            min={1}
            max={5}
            step={1}
            value={settings.priority}
            onChange={(priority) => onChange({ ...settings, priority })}
          />
        </>
      );
    case 'mqtt':
      return <MqttInputs settings={settings} onChange={onChange} wrong={wrong} />;
  }
}

type Of<Kind extends ChannelSettings['kind']> = Omit<SettingsInputsProps, 'settings'> & {
  readonly settings: Extract<ChannelSettings, { kind: Kind }>;
};

function EmailInputs({ settings, onChange, wrong }: Of<'email'>) {
  const words = strings.channels.settings;
  return (
    <>
      <TextInput
        label={words.host}
        error={wrong('host')}
        maxLength={255}
        value={settings.host}
        onChange={(host) => onChange({ ...settings, host })}
      />
      <NumberInput
        label={words.port}
        error={wrong('port')}
        min={1}
        max={65_535}
        step={1}
        value={settings.port}
        onChange={(port) => onChange({ ...settings, port })}
      />
      <Select
        label={words.security}
        value={settings.security}
        options={(['starttls', 'tls', 'none'] as const).map((value) => ({ value, label: words.securities[value] }))}
        onChange={(security) => onChange({ ...settings, security })}
      />
      <TextInput
        label={words.user}
        error={wrong('user')}
        maxLength={254}
        value={settings.user}
        onChange={(user) => onChange({ ...settings, user })}
      />
      <TextInput
        label={words.from}
        type="email"
        error={wrong('from')}
        maxLength={254}
        value={settings.from}
        onChange={(from) => onChange({ ...settings, from })}
      />
      <ListInput
        label={words.to}
        error={wrong('to')}
        value={settings.to}
        onChange={(to) => onChange({ ...settings, to })}
      />
    </>
  );
}

function MqttInputs({ settings, onChange, wrong }: Of<'mqtt'>) {
  const words = strings.channels.settings;
  return (
    <>
      <TextInput
        label={words.broker}
        help={words.brokerHelp}
        error={wrong('broker')}
        maxLength={1000}
        value={settings.broker ?? ''}
        onChange={(broker) => onChange({ ...settings, broker: broker === '' ? null : broker })}
      />
      {settings.broker !== null && (
        <TextInput
          label={words.user}
          error={wrong('user')}
          maxLength={254}
          value={settings.user}
          onChange={(user) => onChange({ ...settings, user })}
        />
      )}
      <TextInput
        label={words.topic}
        help={words.topicHelp}
        error={wrong('topic')}
        maxLength={400}
        value={settings.topic}
        onChange={(topic) => onChange({ ...settings, topic })}
      />
      <TextInput
        label={words.payload}
        help={words.payloadHelp}
        error={wrong('payload')}
        rows={3}
        maxLength={4000}
        value={settings.payload ?? ''}
        onChange={(payload) => onChange({ ...settings, payload: payload === '' ? null : payload })}
      />
      <Checkbox
        label={words.retain}
        checked={settings.retain}
        onChange={(retain) => onChange({ ...settings, retain })}
      />
    </>
  );
}
