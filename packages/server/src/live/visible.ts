import type { CameraId, HeadView, LiveMessage, NodeView } from '@splitsight/wire';
import type { Principal } from '../people/principal.ts';

/** What of a message somebody may hear; undefined when nothing. */
export function visibleTo(who: Principal, message: LiveMessage): LiveMessage | undefined {
  switch (message.type) {
    case 'pong':
    case 'rules':
    case 'error':
      return message;
    case 'hello':
      return {
        ...message,
        cameras: message.cameras.filter(({ site, camera }) => who.sees(site, camera)),
        nodes: nodesFor(who, message.nodes),
        heads: headsFor(who, message.heads),
        alerts: message.alerts.filter(({ site, camera }) => who.sees(site, camera)),
      };
    case 'heads':
      return { ...message, heads: headsFor(who, message.heads) };
    case 'decisions': {
      const items = message.items.filter(({ site, camera }) => who.sees(site, camera));
      return items.length > 0 ? { ...message, items } : undefined;
    }
    case 'node': {
      const [node] = nodesFor(who, [message.node]);
      return node && { ...message, node };
    }
    case 'gone':
      return who.sees(message.site, message.camera) ? message : undefined;
    case 'camera':
      return who.sees(message.camera.site, message.camera.camera) ? message : undefined;
    case 'alert':
      return who.sees(message.event.after.site, message.event.after.camera) ? message : undefined;
    case 'late':
      return who.sees(message.alert.site, message.alert.camera) ? message : undefined;
    case 'review':
      return who.sees(message.review.site, message.review.camera) ? message : undefined;
    case 'arming':
      return who.sees(message.arming.site) ? message : undefined;
    case 'picture':
      return who.sees(message.picture.site, message.picture.camera) ? message : undefined;
    case 'stale':
      return who.sees(message.site) ? message : undefined;
    case 'channel':
      return who.may('administer') ? message : undefined;
    case 'job':
      // What it was asked for is not in it, but its notes may name any camera.
      return who.seesAll || message.job.by === who.name ? message : undefined;
  }
}

/** The nodes of sites that somebody sees something of, with those of their cameras that they see. */
export function nodesFor(who: Principal, nodes: readonly NodeView[]): NodeView[] {
  if (who.seesAll) return [...nodes];
  return nodes.filter(({ site }) => who.sees(site)).map((node) => ({ ...node, health: healthFor(who, node) }));
}

function healthFor(who: Principal, { site, health }: NodeView): NodeView['health'] {
  if (!health) return null;
  const cameras = Object.entries(health.cameras).filter(([camera]) => who.sees(site, camera as CameraId));
  return { ...health, cameras: Object.fromEntries(cameras) };
}

/** All heads, without the names of sites that somebody does not see. */
export function headsFor(who: Principal, heads: readonly HeadView[]): HeadView[] {
  if (who.seesAll) return [...heads];
  const isSeen = ({ site }: HeadView['live'][number]) =>
    site === '*' || who.sees(site as Parameters<typeof who.sees>[0]);
  return heads.map((head) => ({ ...head, live: head.live.filter(isSeen), shadow: head.shadow.filter(isSeen) }));
}
