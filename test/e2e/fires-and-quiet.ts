import { type BootId, encodeFeatureMessage, type Fingerprint, wholeFrame } from '@splitsight/wire';
import type { speakAsAgent } from './agent-client.ts';

/** Looks further apart than this are occasions of their own, ms. */
export const apart = 70_000;
/** Looks in each phase. */
export const each = 12;

const start = Math.floor((Date.now() - 3_600_000) / 1000) * 1000;

/** When the fires begin, the quiet time, and more fires. */
export const phases = { fire: start, quiet: start + each * apart, more: start + 2 * each * apart } as const;

/** A camera looks at fires and at nothing, each look unlike the others; in the past unless told. */
export async function lookOn(
  say: Parameters<Parameters<typeof speakAsAgent>[1]>[0],
  fingerprint: Fingerprint,
  { boot = '00000000000000aa', from = start, every = apart } = {},
): Promise<void> {
  await say('cam/gate/status', JSON.stringify({ state: 'online', since: from, node: 'pi' }));
  for (let sequence = 0; sequence < 3 * each; sequence++) {
    const isFire = sequence < each || sequence >= 2 * each;
    const other = (step: number) => (sequence * step) % 97;
    const vector = Uint8Array.of(
      ...[other(31), other(17), other(53), other(71), other(11), other(43)],
      ...[isFire ? 20 : 240, isFire ? 240 : 20],
    );
    const regions = [{ kind: 'motion', box: { ...wholeFrame, width: 0.5 }, vector }] as const;
    const frame = { bootId: boot as BootId, sequence, capturedAt: from + sequence * every };
    await say('cam/gate/features', Buffer.from(encodeFeatureMessage({ ...frame, fingerprint, codec: 'u8', regions })));
  }
}
