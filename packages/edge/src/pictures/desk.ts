import { createTally, isCodedError, type Millis, type StageTimer } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import {
  type CameraId,
  encodePictureMessage,
  type NodeId,
  type PictureOutcome,
  type PicturePolicy,
  type PictureRequest,
  type PictureState,
  parseJsonMessage,
  parseMessage,
  picturePolicySchema,
  pictureRequestSchema,
  type SiteId,
  stricterPolicy,
  type Topics,
} from '@splitsight/wire';
import type { Stage } from '../channel.ts';
import type { PicturesConfig } from '../config/pictures.ts';
import type { Uplink } from '../uplink.ts';
import { judgeRequest, nothingGiven } from './judge.ts';
import { createPictureKeeper, type KeepDropReason, type PictureKeeper, type Slots } from './keeper.ts';

/** What the pictures of a node come to. */
export interface PictureCounts {
  readonly kept: number;
  readonly bytes: number;
  readonly dropped: Readonly<Partial<Record<KeepDropReason, number>>>;
  /** Answers to requests, by what became of them; `garbage`: requests that could not be read. */
  readonly answered: Readonly<Partial<Record<PictureOutcome | 'garbage', number>>>;
}

/** Where the server asks for pictures: what it may have is decided here, by the site's own configuration before all else. */
export interface PictureDesk {
  readonly keepers: ReadonlyMap<CameraId, PictureKeeper>;
  counts(): PictureCounts;
}

export interface PictureDeskParts {
  readonly config: PicturesConfig;
  readonly site: SiteId;
  readonly node: NodeId;
  /** The cameras of this node that are watched. */
  readonly cameras: readonly CameraId[];
  readonly topics: Topics;
  readonly uplink: Pick<Uplink, 'answer' | 'retain' | 'hear'>;
  readonly timer: Pick<StageTimer<Stage>, 'add'>;
  readonly log: Pick<Logger, 'info'>;
}

interface Desk {
  readonly keeper: PictureKeeper;
  wanted: PicturePolicy | null;
  policy: PicturePolicy | null;
}

const encodingSlots = 3;
/** Longer messages are no requests. */
const maxAskedBytes = 4096;
const none: Uint8Array = new Uint8Array(0);

/** Opens the desk: from the next connection on it hears what the server asks. */
export function openPictureDesk(parts: PictureDeskParts): PictureDesk {
  const { config, site, node, topics, uplink, timer, log } = parts;
  const slots: Slots = { free: encodingSlots };
  const dropped = createTally<KeepDropReason>();
  const answered = createTally<PictureOutcome | 'garbage'>();
  const maxBytes = (config.ring_mb * 1_000_000) / Math.max(1, parts.cameras.length);
  const desks = new Map<CameraId, Desk>(
    parts.cameras.map((camera) => {
      const keeper = createPictureKeeper({ config, maxBytes, slots, dropped, timer });
      return [camera, { keeper, wanted: null, policy: null }];
    }),
  );
  let given = nothingGiven(config.per_minute, performance.now());

  /** What applies now: never more than the site's own configuration. */
  function settle(camera: CameraId, desk: Desk): void {
    const policy = desk.wanted === null ? config.policy : stricterPolicy(config.policy, desk.wanted);
    if (policy === desk.policy) return;
    desk.policy = policy;
    desk.keeper.keep(policy !== 'never');
    const state: PictureState = {
      ...{ policy, most: config.policy, since: Date.now(), node },
      ...{ ring_s: config.ring_s, per_minute: config.per_minute },
    };
    uplink.retain(topics.format({ kind: 'camera', site, camera, leaf: 'pictures/state' }), JSON.stringify(state));
  }

  function set(camera: CameraId, desk: Desk, word: string): void {
    desk.wanted = word === '' ? null : parseMessage(picturePolicySchema, word);
    settle(camera, desk);
  }

  function answer(camera: CameraId, { id }: PictureRequest, outcome: PictureOutcome, at: Millis, jpeg = none): void {
    answered.add(outcome);
    const topic = topics.format({ kind: 'camera', site, camera, leaf: 'snapshot' });
    uplink.answer(topic, encodePictureMessage({ id, outcome, capturedAt: at, jpeg }));
  }

  async function serve(camera: CameraId, desk: Desk, request: PictureRequest): Promise<void> {
    const { alert, at, within_ms } = request;
    const rule = { policy: desk.policy ?? 'never', perMinute: config.per_minute, now: performance.now() };
    const judged = judgeRequest(request, { ...rule, given });
    given = judged.given;
    if (judged.refused !== null) return answer(camera, request, judged.refused, 0);
    const found = await desk.keeper.find(at, within_ms);
    // The policy may have become stricter meanwhile, which has emptied the ring.
    if (!found) return answer(camera, request, 'gone', 0);
    answer(camera, request, 'picture', found.capturedAt, found.jpeg);
    log.info('a picture leaves the site', { camera, alert: alert ?? 'none', bytes: found.jpeg.length });
  }

  function hear(topic: string, payload: Uint8Array): void {
    try {
      const parsed = topics.parse(topic);
      const desk = parsed.kind === 'camera' && desks.get(parsed.camera);
      // Other nodes of the site have their own cameras.
      if (!desk) return;
      const text = new TextDecoder().decode(payload.subarray(0, maxAskedBytes));
      if (parsed.leaf === 'pictures/set') set(parsed.camera, desk, text);
      else void serve(parsed.camera, desk, parseJsonMessage(pictureRequestSchema, text));
    } catch (error) {
      if (!isCodedError(error)) throw error;
      answered.add('garbage');
    }
  }

  for (const [camera, desk] of desks) settle(camera, desk);
  uplink.hear({
    filters: [topics.everyOf(site, 'snapshot/get'), topics.everyOf(site, 'pictures/set')],
    onMessage: hear,
  });

  return {
    keepers: new Map([...desks].map(([camera, { keeper }]) => [camera, keeper])),
    counts() {
      const held = [...desks.values()].map(({ keeper }) => keeper.held());
      return {
        kept: held.reduce((sum, { pictures }) => sum + pictures, 0),
        bytes: held.reduce((sum, { bytes }) => sum + bytes, 0),
        dropped: { ...dropped.totals() },
        answered: { ...answered.totals() },
      };
    },
  };
}
