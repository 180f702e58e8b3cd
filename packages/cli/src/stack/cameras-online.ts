import { type Millis, sleep } from '@splitsight/kernel';
import { cliError } from '../errors.ts';
import type { Watch } from './watch.ts';

/**
 * Waits until every camera is online and its pictures are scored.
 *
 * @throws CodedError STACK_CAMERA naming the camera and the agent's reason.
 */
export async function camerasOnline(
  watch: Watch,
  ids: readonly string[],
  limit: Millis,
  signal: AbortSignal,
): Promise<void> {
  const end = Date.now() + limit;
  for (const id of ids) {
    while (watch.camera(id)?.state !== 'online' || !watch.isScored(id)) {
      signal.throwIfAborted();
      if (Date.now() > end)
        throw cliError('STACK_CAMERA', `${id} (${watch.camera(id)?.reason ?? 'nothing heard of it'})`);
      await sleep(100, signal);
    }
  }
}
