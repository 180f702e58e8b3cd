import type { Millis } from '@splitsight/kernel';
import type { Alert, ChannelKind, ChannelSettings, NoticeBody, SecretName } from '@splitsight/wire';
import type { ChannelFacts } from '../store/channels.ts';

/** What a channel must not tell, by name. */
export type Secrets = Readonly<Partial<Record<SecretName, string>>>;

/** A channel with all that is needed to send to it. */
export interface Channel {
  readonly id: number;
  readonly facts: ChannelFacts;
  /** By name; null when they cannot be read any more. */
  readonly secrets: Secrets | null;
  /** Whether somebody has agreed that its messages leave the perimeter. */
  readonly outside: boolean;
}

/** The settings of one kind of channel. */
export type SettingsOf<Kind extends ChannelKind> = Extract<ChannelSettings, { kind: Kind }>;

/** A JPEG that goes along with a message. */
export interface Picture {
  readonly jpeg: Uint8Array;
}

/** Finds the picture of an alert; null when there is none or the site's policy keeps it. It may take its time. */
export type PictureOf = (alert: Alert, signal: AbortSignal) => Promise<Picture | null>;

/** One try to deliver a message. */
export interface Delivery<Kind extends ChannelKind = ChannelKind> {
  readonly settings: SettingsOf<Kind>;
  readonly channel: Pick<Channel, 'id' | 'facts' | 'outside'>;
  readonly secrets: Secrets;
  /** The same in every try. */
  readonly key: string;
  readonly now: Millis;
  readonly body: NoticeBody;
  readonly text: NoticeText;
  /** Says another message in words, as this channel's language has them. */
  describe(body: NoticeBody): NoticeText;
  readonly picture: Picture | null;
  /** Which of several receivers have it already. */
  readonly delivered: ReadonlySet<string>;
  /** Remembers that one more has it. */
  note(receiver: string): void;
  readonly timeout: Millis;
  readonly signal: AbortSignal;
}

/** A message in words, without markup. */
export interface NoticeText {
  readonly title: string;
  /** One for each camera and head, then what there was no room for. */
  readonly lines: readonly string[];
  /** Where more is to be seen; null when the server does not know its own address. */
  readonly link: string | null;
}

/** Delivers a message. @returns what the other side said. @throws DeliveryFailure */
export type Send<Kind extends ChannelKind> = (delivery: Delivery<Kind>) => Promise<string>;
