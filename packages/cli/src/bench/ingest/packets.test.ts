import { type BootId, decodeFeatureMessage, type Fingerprint, wholeFrame } from '@splitsight/wire';
import { expect, it } from 'vitest';
import { publishTemplate, writePacket } from './packets.ts';

it('a packet of a template is a feature message with its own number and time', () => {
  const vector = new Uint8Array(256).fill(40);
  const said = {
    bootId: '00000000000000ab' as BootId,
    fingerprint: '0011223344556677' as Fingerprint,
    codec: 'u8',
    regions: [{ kind: 'global', box: wholeFrame, vector }],
  } as const;
  const template = publishTemplate('splitsight/v1/bench/cam/cam-1/features', said);
  const bytes = Buffer.alloc(2 * template.bytes.length);
  const stamp = { id: 513, sequence: 70_000, capturedAt: 1_800_000_000_123 };
  const at = writePacket(bytes, 0, template, { ...stamp, id: 1 });
  expect(writePacket(bytes, at, template, stamp)).toBe(bytes.length);
  const second = bytes.subarray(at);
  expect(second.readUInt16BE(template.idAt)).toBe(513);
  const { sequence, capturedAt } = stamp;
  expect(decodeFeatureMessage(second.subarray(template.idAt + 2))).toEqual({ ...said, sequence, capturedAt });
});
