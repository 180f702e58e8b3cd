import {
  type ChannelInput,
  type ChannelKind,
  type ChannelSettings,
  channelSecretNames,
  secretNames,
} from '@splitsight/wire';
import { serverError } from '../errors.ts';
import type { Secrets } from './channel.ts';
import { templateNames, topicNames, unknownNames } from './template.ts';

/**
 * Refuses settings that could never work, or would disturb the server.
 *
 * @param topicPrefix the first level of the server's own topics.
 * @throws CodedError NOTIFY_TEMPLATE
 */
export function checkSettings(settings: ChannelSettings, topicPrefix: string): void {
  if (settings.kind !== 'mqtt') return;
  const { topic, payload, broker } = settings;
  const wrong = [...unknownNames(topic, topicNames), ...unknownNames(payload ?? '', templateNames)];
  if (wrong.length > 0) throw serverError('NOTIFY_TEMPLATE', `it does not know {{${wrong[0]}}}`);
  if (/[+#\0]/.test(topic)) throw serverError('NOTIFY_TEMPLATE', 'a topic to publish on holds neither + nor #');
  if (topic.startsWith('$')) throw serverError('NOTIFY_TEMPLATE', 'topics that begin with $ are the broker’s own');
  // A template could otherwise speak for cameras and machines.
  const levels = topic.split('/');
  if (broker === null && (levels[0] === topicPrefix || levels[0]?.includes('{{'))) {
    throw serverError('NOTIFY_TEMPLATE', `topics of this server’s broker under ${topicPrefix}/ are its own`);
  }
}

/** The secrets of a channel after a change: what was not named stays, null deletes, and others than its kind has are refused. */
export function secretsAfter(kind: ChannelKind, before: Secrets, given: ChannelInput['secrets']): Secrets {
  const known: readonly string[] = channelSecretNames[kind];
  const wrong = Object.keys(given).find((name) => !known.includes(name));
  if (wrong !== undefined) throw serverError('NOTIFY_TEMPLATE', `${kind} channels have no secret called ${wrong}`);
  const all = { ...before, ...given };
  return Object.fromEntries(secretNames.flatMap((name) => (typeof all[name] === 'string' ? [[name, all[name]]] : [])));
}
