import { resolve } from 'node:path';
import type { Clock, Tally } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import type { AlertEvent, CameraView, NodeView } from '@splitsight/wire';
import { createLateAlerts, type LateAlerts } from './alert/late.ts';
import type { Broker } from './broker/broker.ts';
import type { ServerConfig } from './config/schema.ts';
import type { Verdicts } from './datasets/verdicts.ts';
import { type Egress, openEgress } from './egress/open-egress.ts';
import { type CameraRef, cameraRef } from './flow.ts';
import type { HeadFailure, HeadStand } from './heads/stand.ts';
import { evidenceRule } from './history/rule-view.ts';
import { auditRoutes } from './http/audit-routes.ts';
import type { RouteGroup } from './http/http.ts';
import { settingsRoutes } from './http/settings-routes.ts';
import { switchRoutes } from './http/switch-routes.ts';
import type { LiveHub } from './live/hub.ts';
import type { ChannelSource } from './metrics/channel-metrics.ts';
import { createClassify } from './notify/classify.ts';
import { openNotify } from './notify/open-notify.ts';
import { createSight } from './notify/sight.ts';
import { type Audit, createAudit } from './people/audit.ts';
import { localAdmin } from './people/principal.ts';
import { openPictures, type Pictures } from './pictures/open-pictures.ts';
import { openStorage, type Storage } from './retention/open-storage.ts';
import { openReviews } from './review/open-reviews.ts';
import { openRules, type RulesAtWork, type RulesParts } from './rules/open-rules.ts';
import { createSettings } from './settings/settings.ts';
import type { Store } from './store/store.ts';
import type { OffBook } from './switches/off-book.ts';
import { createSwitches, type Switches, type SwitchRefusal } from './switches/switches.ts';
import { headsDirOf } from './teaching.ts';
import { type OpenTroubles, openTroubles } from './trouble/open-troubles.ts';
import { type OpenCoverage, openCoverage } from './watched/open-coverage.ts';

/** Of a camera and head, that may last on. */
const earlierAlerts = 50;
const restEvery = 30_000;

/** Everything that people do with alerts, and what is done for them: rules, reviews, pictures, notifications, accounts. */
export interface Operations {
  readonly routes: readonly RouteGroup[];
  readonly audit: Audit;
  readonly verdicts: Verdicts;
  readonly rules: RulesAtWork;
  /** Cameras switched off and on. */
  readonly switches: Switches;
  /** How people and programs are told of alerts. */
  readonly channels: ChannelSource;
  /** What left the sites. */
  readonly egress: Egress;
  /** What would have alerted, had its frames come in time. */
  readonly late: LateAlerts;
  /** When cameras were watched. */
  readonly coverage: OpenCoverage;
  readonly pictures: Pictures;
  /** What is kept, and the room for it. */
  readonly storage: Storage;
  /** What is wrong, and was told. */
  readonly troubles: Pick<OpenTroubles, 'list'>;
  /** Told of every turn in an alert's life, after everybody who watches: must not wait for anything. */
  onAlert(event: AlertEvent): void;
  /** Told of every change of a camera or an edge machine. */
  onCamera(view: CameraView): void;
  onNode(view: NodeView): void;
  /** Told of a camera that its node has no longer: nothing of it stays retained on the broker. */
  onGone(from: CameraRef): void;
  /** Ends the work that goes on. Idempotent. */
  close(): Promise<void>;
}

export interface OperationsParts extends Pick<RulesParts, 'topics' | 'onRules'> {
  readonly dropped: RulesParts['dropped'] & { readonly switchesRefused: Tally<SwitchRefusal> };
  readonly off: OffBook;
  /** Told of a camera that was switched off or on. */
  readonly onSwitched: (from: CameraRef) => void;
  readonly config: ServerConfig;
  /** Where the configuration was read from. */
  readonly configFile: string | undefined;
  readonly clock: Clock;
  readonly store: Store;
  readonly live: LiveHub;
  readonly log: Logger;
  readonly broker: Pick<Broker, 'publish' | 'subscribe'>;
  readonly stand: Pick<HeadStand, 'current'>;
  /** Versions of heads that are meant to work and do not. */
  readonly failedHeads: () => readonly HeadFailure[];
  readonly cameras: () => readonly CameraView[];
  readonly nodes: () => readonly NodeView[];
}

/** Opens them; each part is one line here and a folder of its own. */
export function openOperations(parts: OperationsParts): Operations {
  const { config, clock, store, live, stand, broker, topics } = parts;
  const audit = createAudit(store.connection, clock);
  const rules = openRules({ ...parts, audit, file: config.rules });
  const switches = createSwitches({ ...parts, refused: parts.dropped.switchesRefused, onChange: parts.onSwitched });
  for (const view of parts.cameras()) {
    rules.see(view.site);
    switches.see(view);
  }
  const reviews = openReviews({ store, path: config.store.path, clock, audit, live });
  const egress = openEgress(parts);
  const pictures = openPictures({ ...parts, audit });
  const storage = openStorage({ ...parts, connection: store.connection });
  const late = createLateAlerts({
    clock,
    earlier: ({ site, camera, head }, until) =>
      store.alerts({ site, camera, head, before: until + 1, limit: earlierAlerts, late: 'with' }),
    onEntry(entry, isNew) {
      store.putAlert(entry);
      if (isNew) live.late(entry);
    },
    onRaised: ({ id, site, camera }, by, looks) =>
      store.putEvidence({ alertId: id, from: cameraRef(site, camera), rule: evidenceRule(by), looks }),
  });
  const resting = setInterval(late.tick, restEvery);
  const coverage = openCoverage({ ...parts, maxCameras: config.admit.max_cameras });
  const notify = openNotify({
    ...parts,
    audit,
    egress,
    classify: createClassify({
      place: {
        database: resolve(config.store.path),
        backbones: config.backbones.map((folder) => resolve(folder)),
        headsDir: headsDirOf(config),
      },
      heads: () => stand.current().heads.map(({ name, version }) => ({ head: name, version })),
    }),
    pictureOf: pictures.pictureOf,
    sightOf: config.http.login === 'off' ? () => localAdmin : createSight(store.connection),
  });
  const troubles = openTroubles({
    ...{ clock, connection: store.connection, patience: 1000 * config.notify.trouble_after_s },
    look: () => ({
      cameras: parts.cameras(),
      nodes: parts.nodes(),
      heads: parts.failedHeads(),
      disk: storage.complaint(),
      database: store.trouble(),
    }),
    onEvent: notify.onTrouble,
  });
  return {
    audit,
    channels: notify.channels,
    verdicts: reviews.verdicts,
    rules,
    switches,
    egress,
    late,
    coverage,
    pictures,
    storage,
    troubles,
    routes: [
      auditRoutes(audit),
      settingsRoutes(createSettings(parts.configFile, audit)),
      reviews.routes,
      ...rules.routes,
      switchRoutes(switches),
      pictures.routes,
      egress.routes,
      storage.routes,
      coverage.routes,
      troubles.routes,
      ...notify.routes,
    ],
    onAlert(event) {
      rules.onAlert(event);
      pictures.onAlert(event);
      notify.onAlert(event);
    },
    onCamera(view) {
      rules.see(view.site);
      switches.see(view);
      coverage.onCamera(view);
    },
    onNode(view) {
      egress.onNode(view);
      coverage.onNode(view);
    },
    onGone(from) {
      coverage.forget(from);
      store.forgetCamera(from);
      live.gone(from);
      switches.forget(from);
      for (const leaf of ['status', 'pictures/state', 'pictures/set'] as const)
        broker.publish(topics.format({ kind: 'camera', ...from, leaf }), '', { retain: true });
    },
    async close() {
      clearInterval(resting);
      coverage.close();
      troubles.close();
      storage.close();
      await notify.close();
      await pictures.close();
      egress.close();
    },
  };
}
