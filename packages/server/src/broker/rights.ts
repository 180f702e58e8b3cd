import { isCodedError } from '@splitsight/kernel';
import type { CameraLeaf, NodeLeaf, Topics } from '@splitsight/wire';

/**
 * What a client may do with a topic: publish, publish but not have it retained, the same with an acknowledgement that
 * means that the server keeps it, or nothing.
 */
export type PublishRight = 'retained' | 'passing' | 'kept' | 'none';

const rightByLeaf: Readonly<Record<NodeLeaf | CameraLeaf, PublishRight>> = {
  status: 'retained',
  info: 'retained',
  'pictures/state': 'retained',
  health: 'passing',
  'time/get': 'passing',
  features: 'kept',
  snapshot: 'passing',
  // The server asks for pictures, and says what it wants of them; nobody else does.
  'snapshot/get': 'none',
  'pictures/set': 'none',
  // Anybody may ask for a camera to be switched; the server says what holds.
  'enabled/set': 'passing',
  'enabled/state': 'none',
  // The server tells what time it is, and nobody else.
  time: 'none',
};

/** Clients speak for nodes and cameras, and arm sites; alerts are the server's to tell, and pictures its to ask for. */
export function publishRight(topics: Topics, topic: string): PublishRight {
  try {
    const parsed = topics.parse(topic);
    if (parsed.kind === 'arming') return parsed.leaf === 'set' ? 'passing' : 'none';
    return parsed.kind === 'node' || parsed.kind === 'camera' ? rightByLeaf[parsed.leaf] : 'none';
  } catch (error) {
    if (isCodedError(error)) return 'none';
    throw error;
  }
}

const picturesTopic = /\/cam\/[^/]+\/snapshot$/;

/** Whether a message may be handed to clients: pictures go to the server alone, whatever a client has subscribed to. */
export function isForClients(topic: string): boolean {
  return !picturesTopic.test(topic);
}
