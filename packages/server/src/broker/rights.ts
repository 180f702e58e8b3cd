import { isCodedError } from '@splitsight/kernel';
import type { Topics } from '@splitsight/wire';

/** What a client may do with a topic: publish, publish but not have it retained, or nothing. */
export type PublishRight = 'retained' | 'passing' | 'none';

/** Clients speak for nodes and cameras; alerts are the server's to tell. */
export function publishRight(topics: Topics, topic: string): PublishRight {
  try {
    const parsed = topics.parse(topic);
    if (parsed.kind !== 'node' && parsed.kind !== 'camera') return 'none';
    return parsed.leaf === 'status' || parsed.leaf === 'info' ? 'retained' : 'passing';
  } catch (error) {
    if (isCodedError(error)) return 'none';
    throw error;
  }
}
