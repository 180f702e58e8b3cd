import { fetchOnce, waitFor } from '@splitsight/testkit';
import { type BootId, encodeFeatureMessage, wholeFrame } from '@splitsight/wire';
import { speakAsAgent } from './agent-client.ts';
import type { PageBench } from './page-bench.ts';

/**
 * Plays an agent: a node with health, a camera that saw two fires and, unless told otherwise, one that is frozen, which is an
 * alert, too; so that every page has something to show.
 *
 * @param options `alerts`: how many the two fires are by the head's rule.
 */
export async function fillSite(
  { mqtt, fingerprint, address }: Pick<PageBench, 'mqtt' | 'fingerprint' | 'address'>,
  { isFrozen = true, alerts = 2 } = {},
): Promise<void> {
  await speakAsAgent(mqtt.url, async (say) => {
    const now = Date.now();
    const counts = { fps_in: 15, fps_out: 9.8, frames: 9000, published: 5000, dropped: { busy: 120 }, restarts: 1 };
    const cameras = [
      { id: 'gate', name: 'North gate' },
      { id: 'store', name: 'Fuel store' },
    ];
    const info = { version: '0.1.0', started_at: now - 9e6, fingerprint, codec: 'u8', cameras, config_hash: 'a' };
    const health = {
      ...{ at: now, uptime_s: 9000, rss_bytes: 183e6, cpu_temperature_c: 82 },
      uplink: { connected: true, waiting: 3, dropped: {} },
      stages_ms: { infer: { p50: 14.2, p99: 19 } },
      cameras: { gate: counts, store: counts },
    };
    await say('node/pi/status', 'online');
    await say('node/pi/info', JSON.stringify(info));
    await say('node/pi/health', JSON.stringify(health));
    await say('cam/gate/status', JSON.stringify({ state: 'online', since: now - 60_000, node: 'pi' }));
    const frozen = {
      state: 'frozen',
      since: now - 60_000,
      node: 'pi',
      reason: 'CAMERA_FROZEN: the picture stands still',
    };
    if (isFrozen) await say('cam/store/status', JSON.stringify(frozen));
    for (const [sequence, red] of [255, 0, 255].entries()) {
      const regions = [{ kind: 'global', box: wholeFrame, vector: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, red) }] as const;
      const bytes = encodeFeatureMessage({
        ...{ bootId: '00000000000000aa' as BootId, sequence, capturedAt: Date.now(), codec: 'u8', regions },
        fingerprint,
      });
      await say('cam/gate/features', Buffer.from(bytes));
      await new Promise((resolve) => setTimeout(resolve, 700));
    }
  });
  // They are acknowledged before they are scored.
  await waitFor(async () => {
    const { items } = await (await fetchOnce(`${address}/api/v1/reviews?head=fire`)).json();
    return items.length === alerts;
  });
}
