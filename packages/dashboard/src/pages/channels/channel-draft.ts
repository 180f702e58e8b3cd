import {
  type ChannelFilter,
  type ChannelInput,
  type ChannelKind,
  type ChannelSettings,
  type ChannelView,
  channelInputSchema,
  channelSecretNames,
  type SecretName,
} from '@splitsight/wire';

/** Which alerts, as it is typed: names are checked when it is sent. */
export interface FilterDraft extends Omit<ChannelFilter, 'sites' | 'heads'> {
  readonly sites: string[];
  readonly heads: string[];
}

/** What somebody is entering; a secret that is not typed stays as it is. */
export interface ChannelDraft extends Omit<ChannelInput, 'secrets' | 'agreed' | 'filter'> {
  readonly filter: FilterDraft;
  readonly secrets: Readonly<Partial<Record<SecretName, string>>>;
}

/** Programs want each alert as it comes, people not too many messages. */
const pace: Readonly<Record<ChannelKind, Pick<ChannelInput, 'group_s' | 'min_interval_s'>>> = {
  web_push: { group_s: 30, min_interval_s: 3 },
  webhook: { group_s: 0, min_interval_s: 0 },
  email: { group_s: 60, min_interval_s: 60 },
  telegram: { group_s: 30, min_interval_s: 3 },
  ntfy: { group_s: 30, min_interval_s: 3 },
  mqtt: { group_s: 0, min_interval_s: 0 },
};

/** A channel of a kind with what is usual, for whoever fills in the rest. */
export function newDraft(
  kind: ChannelKind,
  place: { readonly timeZone: string; readonly language: 'en' | 'ru' },
): ChannelDraft {
  return {
    name: '',
    on: false,
    settings: emptySettings(kind),
    secrets: {},
    pictures: false,
    language: place.language,
    time_zone: place.timeZone,
    filter: {
      ...{ sites: [], cameras: [], heads: [], zones: [], rules: [] },
      ...{ severity: 'alert', events: ['new'], trouble: true },
    },
    quiet: null,
    ...pace[kind],
    expire_s: 14_400,
  };
}

/** What a channel is now, to be changed. */
export function draftOf(view: ChannelView): ChannelDraft {
  const { name, on, settings, pictures, language, time_zone, filter, quiet, group_s, min_interval_s, expire_s } = view;
  return {
    name,
    on,
    settings,
    secrets: {},
    pictures,
    language,
    time_zone,
    filter,
    quiet,
    group_s,
    min_interval_s,
    expire_s,
  };
}

/** What is sent of it. */
export function inputOf(draft: ChannelDraft): object {
  const known: readonly SecretName[] = channelSecretNames[draft.settings.kind];
  const typed = Object.entries(draft.secrets).filter(
    ([name, value]) => value !== '' && known.some((one) => one === name),
  );
  return { ...draft, secrets: Object.fromEntries(typed) };
}

/** The keys of what is wrong with it, such as `settings.to.0`. */
export function problemsOf(draft: ChannelDraft): readonly string[] {
  const parsed = channelInputSchema.safeParse(inputOf(draft));
  return parsed.success ? [] : parsed.error.issues.map(({ path }) => path.map(String).join('.'));
}

/** A secret for a webhook: 32 random bytes, as Standard Webhooks has them. */
export function makeWebhookSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return `whsec_${btoa(String.fromCharCode(...bytes))}`;
}

function emptySettings(kind: ChannelKind): ChannelSettings {
  switch (kind) {
    case 'web_push':
      return { kind, contact: 'mailto:', urgency: 'high' };
    case 'webhook':
      return { kind, url: '' };
    case 'email':
      return { kind, host: '', port: 587, security: 'starttls', user: '', from: '', to: [] };
    case 'telegram':
      return { kind, api: 'https://api.telegram.org', chats: [], classify: false };
    case 'ntfy':
      return { kind, server: 'https://ntfy.sh', topic: '', priority: 4 };
    case 'mqtt':
      return {
        kind,
        broker: null,
        user: '',
        topic: 'alarms/{{site}}/{{camera}}',
        payload: null,
        qos: 1,
        retain: false,
      };
  }
}
