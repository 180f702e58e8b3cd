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
export function SettingsInputs({ settings, ...rest }: SettingsInputsProps) {
  const words = strings.channels.settings;
  switch (settings.kind) {
    case 'web_push': {
      const field = fieldsOf(settings, rest);
      return <TextInput label={words.contact} help={words.contactHelp} maxLength={254} {...field('contact')} />;
    }
    case 'webhook': {
      const field = fieldsOf(settings, rest);
      return <TextInput label={words.url} type="url" maxLength={1000} {...field('url')} />;
    }
    case 'email': {
      const field = fieldsOf(settings, rest);
      const securities = (['starttls', 'tls', 'none'] as const).map((value) => ({
        value,
        label: words.securities[value],
      }));
      return (
        <>
          <TextInput label={words.host} maxLength={255} {...field('host')} />
          <NumberInput label={words.port} min={1} max={65_535} step={1} {...field('port')} />
          <Select label={words.security} options={securities} {...field('security')} />
          <TextInput label={words.user} maxLength={254} {...field('user')} />
          <TextInput label={words.from} type="email" maxLength={254} {...field('from')} />
          <ListInput label={words.to} {...field('to')} />
        </>
      );
    }
    case 'telegram': {
      const field = fieldsOf(settings, rest);
      const { value: checked, ...classify } = field('classify');
      return (
        <>
          <ListInput label={words.chats} help={words.chatsHelp} {...field('chats')} />
          <TextInput label={words.api} type="url" maxLength={1000} {...field('api')} />
          <Checkbox label={words.classify} help={words.classifyHelp} checked={checked} {...classify} />
        </>
      );
    }
    case 'ntfy': {
      const field = fieldsOf(settings, rest);
      return (
        <>
          <TextInput label={words.ntfyServer} type="url" maxLength={1000} {...field('server')} />
          <TextInput label={words.ntfyTopic} maxLength={64} {...field('topic')} />
          <NumberInput label={words.priority} min={1} max={5} step={1} {...field('priority')} />
        </>
      );
    }
    case 'mqtt': {
      const field = fieldsOf(settings, rest);
      const { value: checked, ...retain } = field('retain');
      return (
        <>
          <TextInput label={words.broker} help={words.brokerHelp} maxLength={1000} {...orNull(field('broker'))} />
          {settings.broker !== null && <TextInput label={words.user} maxLength={254} {...field('user')} />}
          <TextInput label={words.topic} help={words.topicHelp} maxLength={400} {...field('topic')} />
          <TextInput
            label={words.payload}
            help={words.payloadHelp}
            rows={3}
            maxLength={4000}
            {...orNull(field('payload'))}
          />
          <Checkbox label={words.retain} checked={checked} {...retain} />
        </>
      );
    }
  }
}

interface Bound<Value> {
  readonly value: Value;
  readonly error: string | undefined;
  readonly onChange: (value: Value) => void;
}

/** Binds an input to a key of the settings: what stands there, what is wrong with it, and how it is changed. */
function fieldsOf<Settings extends ChannelSettings>(
  settings: Settings,
  { onChange, wrong }: Omit<SettingsInputsProps, 'settings'>,
) {
  return <Key extends keyof Settings & string>(key: Key): Bound<Settings[Key]> => ({
    value: settings[key],
    error: wrong(key),
    onChange: (value) => onChange({ ...settings, [key]: value }),
  });
}

/** A field that is null while nothing stands in it. */
function orNull({ value, onChange, ...rest }: Bound<string | null>): Bound<string> {
  return { ...rest, value: value ?? '', onChange: (text) => onChange(text === '' ? null : text) };
}
