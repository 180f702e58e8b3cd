import {
  type BootId,
  decodeFeatureMessage,
  encodeFeatureMessage,
  type Fingerprint,
  wholeFrame,
} from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { amendMessage } from './amend.ts';

const bootId = '00000000000000aa' as BootId;
const topic = 'splitsight/v1/home/cam/yard/features';
const by = Date.UTC(2026, 0, 1);
const amendment = { by, bootId, from: new Map([[topic, 3]]) };

function message(sequence: number, boot = bootId): Uint8Array {
  const regions = [{ kind: 'global', box: wholeFrame, vector: Uint8Array.of(1, 2, 3) }] as const;
  const fingerprint = '0011223344556677' as Fingerprint;
  return encodeFeatureMessage({ bootId: boot, sequence, capturedAt: 5000, fingerprint, codec: 'u8', regions });
}

describe('a message of before the time was known', () => {
  it('is stamped anew, and nothing else of it changes', () => {
    const amended = decodeFeatureMessage(amendMessage(topic, message(2), amendment));
    expect(amended).toEqual({ ...decodeFeatureMessage(message(2)), capturedAt: by + 5000 });
  });

  it('is not one that was made later, by another boot, of another camera, or that cannot be read', () => {
    const others = [
      [topic, message(3)],
      [topic, message(0, '00000000000000bb' as BootId)],
      ['splitsight/v1/home/cam/door/features', message(0)],
      [topic, Uint8Array.of(1, 2)],
    ] as const;
    for (const [at, payload] of others) expect(amendMessage(at, payload, amendment)).toBe(payload);
  });

  it('is never moved to before the epoch', () => {
    const back = { ...amendment, by: -9000 };
    expect(decodeFeatureMessage(amendMessage(topic, message(0), back)).capturedAt).toBe(0);
  });
});
