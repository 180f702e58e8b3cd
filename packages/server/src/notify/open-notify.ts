import { dirname, join } from 'node:path';
import { type Clock, messageOf } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import type { AlertEvent, CameraView } from '@splitsight/wire';
import type { ServerConfig } from '../config/schema.ts';
import type { Egress } from '../egress/open-egress.ts';
import { channelRoutes } from '../http/channel-routes.ts';
import type { RouteGroup } from '../http/http.ts';
import { pushRoutes } from '../http/push-routes.ts';
import type { LiveHub } from '../live/hub.ts';
import type { ChannelSource } from '../metrics/channel-metrics.ts';
import type { Audit } from '../people/audit.ts';
import { createChannelTable } from '../store/channels.ts';
import { createNoticeTable } from '../store/notices.ts';
import { createPushTable } from '../store/push-subscriptions.ts';
import type { Store } from '../store/store.ts';
import type { TroubleEvent } from '../trouble/step.ts';
import type { PictureOf } from './channel.ts';
import { openChannelBook } from './channel-book.ts';
import type { ClassifyPicture } from './classify.ts';
import { createDeliver } from './deliver.ts';
import { openNotifications } from './notifications.ts';
import { createOutbox } from './outbox.ts';
import { createPastQueues } from './past-queues.ts';
import { createPush, type SightOf } from './push.ts';
import { keyFile, openVault } from './secrets.ts';
import { sendEmail } from './senders/email.ts';
import { createMqttSender, type OwnBroker } from './senders/mqtt.ts';
import { sendNtfy } from './senders/ntfy.ts';
import { sendTelegram } from './senders/telegram.ts';
import { createWebPushSender } from './senders/web-push.ts';
import { createWebhookSender } from './senders/webhook.ts';
import { describeNotice } from './text.ts';

export interface NotifyParts {
  readonly config: ServerConfig;
  readonly clock: Clock;
  readonly log: Logger;
  readonly store: Pick<Store, 'connection'>;
  readonly audit: Audit;
  readonly broker: OwnBroker;
  readonly live: Pick<LiveHub, 'channel'>;
  /** Scores the photos that a bot is sent. */
  readonly classify: ClassifyPicture;
  readonly cameras: () => readonly Pick<CameraView, 'site' | 'camera' | 'name'>[];
  readonly pictureOf: PictureOf;
  readonly sightOf: SightOf;
  readonly egress: Pick<Egress, 'notified'>;
}

/** Notifications, as the server holds them. */
export interface Notify {
  readonly routes: readonly RouteGroup[];
  readonly channels: ChannelSource;
  /** Puts an alert into the queues; waits for nothing. */
  onAlert(event: AlertEvent): void;
  /** The same for a trouble. */
  onTrouble(event: TroubleEvent): void;
  /** Writes the queues and ends what is being sent. Idempotent. */
  close(): Promise<void>;
}

/** Opens the channels with their queues; what had not been sent when the server ended is sent now. */
export function openNotify(parts: NotifyParts): Notify {
  const { config, clock, log, audit, broker, live, cameras } = parts;
  const { connection } = parts.store;
  const { notify } = config;
  const channelTable = createChannelTable(connection);
  const notices = createNoticeTable(connection);
  const vault = openVault(join(dirname(config.store.path), keyFile));
  const source = notify.public_url ?? `urn:splitsight:${config.topic_prefix}`;
  const timeout = 1000 * notify.timeout_s;
  const onTrouble = (error: unknown) => log.error('notifications are held up', { reason: messageOf(error) });
  notices.reopen();

  const book = openChannelBook({
    ...{ clock, connection, vault, audit, table: channelTable, topicPrefix: config.topic_prefix },
    onRemove: notices.removeAll,
  });
  const on = () => book.list().filter(({ facts }) => facts.on);
  const outbox = createOutbox({
    ...{ clock, connection, table: notices, channels: on, onTrouble },
    maxQueue: notify.max_queue,
    maxDead: notify.max_dead,
    onQueued: () => notifications.poke(),
    onStuck: (id, news) => pastQueues.tell(id, news),
  });
  const push = createPush({
    ...{ clock, connection, vault, audit, keys: channelTable, table: createPushTable(connection) },
    sightOf: parts.sightOf,
    services: notify.push_services,
    channelsOn: () => on().filter(({ facts }) => facts.settings.kind === 'web_push').length,
  });
  const cameraName = ({ site, camera }: { readonly site: string; readonly camera: string }) =>
    cameras().find((one) => one.site === site && one.camera === camera)?.name ?? camera;
  const deliver = createDeliver({
    ...{ clock, timeout, pictureOf: parts.pictureOf, pictureWait: 1000 * notify.picture_wait_s },
    onPictureOut: ({ site }, bytes) => parts.egress.notified(site, bytes),
    senders: {
      web_push: createWebPushSender(push),
      webhook: createWebhookSender(source),
      email: sendEmail,
      telegram: sendTelegram,
      ntfy: sendNtfy,
      mqtt: createMqttSender(broker, source),
    },
    describe: (body, { language, time_zone: timeZone }) =>
      describeNotice(body, { language, timeZone, cameraName, publicUrl: notify.public_url ?? null }),
  });
  const schedule = { first: 1000 * notify.retry_first_s, max: 1000 * notify.retry_max_s, factor: 2, jitter: 0.5 };
  const pastQueues = createPastQueues({ clock, deliver, schedule, channel: book.find });
  const notifications = openNotifications({
    ...{ clock, book, outbox, deliver, timeout, onTrouble },
    classify: parts.classify,
    schedule,
    onState: live.channel,
  });

  return {
    routes: [channelRoutes({ book, notifications, outbox, clock }), pushRoutes(push)],
    channels: { views: notifications.views },
    onAlert: outbox.offer,
    onTrouble: outbox.offer,
    async close() {
      outbox.close();
      await pastQueues.close();
      await notifications.close();
    },
  };
}
